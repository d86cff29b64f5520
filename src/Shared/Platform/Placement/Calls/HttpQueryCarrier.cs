using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Asks one of the module's instances over HTTP.</summary>
internal sealed class HttpQueryCarrier(IHttpClientFactory clients, IHttpContextAccessor requests) : IQueryCarrier
{
    /// <summary>Where a process answers queries of others, by service name.</summary>
    public const string Path = "/internal/queries/";

    public async Task<DeliveryReceipt> CarryAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        using var request = ModuleHttpClient.RequestTo(
            delivery.Destination,
            HttpMethod.Post,
            Path + delivery.ServiceName,
            delivery.ServiceName,
            cancellationToken
        );
        request.Content = JsonContent.Create(delivery);
        // On whose behalf: the owner checks the user's token by itself.
        if (requests.HttpContext?.Request.Headers[HeaderNames.Authorization].ToString() is { Length: > 0 } token)
        {
            request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, token);
        }

        using var response = await clients.CreateClient(ModuleHttpClient.Name).SendAsync(request, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.InternalServerError))
        {
            throw new HttpRequestException($"an instance answered {(int)response.StatusCode}.");
        }

        return await response.Content.ReadFromJsonAsync<DeliveryReceipt>(cancellationToken)
            ?? throw new HttpRequestException("an instance answered nothing.");
    }
}
