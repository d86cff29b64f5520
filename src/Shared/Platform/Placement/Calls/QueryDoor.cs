using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Answers queries of other processes for the modules hosted here.</summary>
internal static class QueryDoor
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(HttpQueryCarrier.Path + "{service}", AnswerAsync)
            .AllowAnonymous()
            .WithMetadata(new UnlimitedMetadata(), new ForServicesMetadata())
            .ExcludeFromDescription();

    /// <summary>Without a user's token, nobody asks but the process itself; with one that is not good, nobody is answered.</summary>
    private static async Task<Results<JsonHttpResult<DeliveryReceipt>, ChallengeHttpResult, NotFound>> AnswerAsync(
        string service,
        HttpRequest request,
        DeliveryReceiver receiver,
        MessageCatalog contracts,
        CancellationToken cancellationToken
    )
    {
        if (request.Headers.Authorization.Count > 0 && request.HttpContext.User.Identity?.IsAuthenticated != true)
        {
            return TypedResults.Challenge();
        }

        var delivery = await request.ReadFromJsonAsync<Delivery>(System.Text.Json.JsonSerializerOptions.Web, cancellationToken);
        if (delivery is null || delivery.ServiceName != service || contracts.Find(service)?.Kind != ContractKind.Query)
        {
            return TypedResults.NotFound();
        }

        var receipt = await receiver.ReceiveAsync(delivery, cancellationToken);
        return TypedResults.Json(
            receipt,
            System.Text.Json.JsonSerializerOptions.Web,
            statusCode: receipt.Outcome == DeliveryOutcome.Handled ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError
        );
    }
}

/// <summary>Marks what only processes of this system may call.</summary>
internal sealed class ForServicesMetadata;
