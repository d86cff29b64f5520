using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>
/// Gives all messages of a module up that the filter of the list finds there. What is being delivered at this moment is delivered.
/// </summary>
internal sealed class DiscardMessages : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/messages/{module}/discard", HandleAsync)
            .WithName("platform_discard_messages")
            .WithSummary("Give all parked, retrying and queued messages of a module up, or those of a status or service");

    private static async Task<Ok<MessagesDone>> HandleAsync(
        string module,
        [FromQuery] MessageStatus? status,
        [FromQuery] string? service,
        ModuleCatalog modules,
        MessageDecisions decisions,
        TimeProvider clock,
        HttpContext http,
        ILogger<DiscardMessages> logger,
        CancellationToken cancellationToken
    )
    {
        var selection = new MessageSelection(status, service).Checked();
        var context = AdministeredModule.Named(module, modules).ContextFrom(http.RequestServices);
        var now = clock.GetUtcNow().UtcDateTime;
        var received = await decisions.AboutReceivedAsync(
            context,
            selection.Received(context),
            (rows, token) => DiscardMessage.GiveUpAsync(rows, now, token),
            cancellationToken
        );
        var queued = await decisions.AboutAsync(
            context,
            selection
                .Queued(context)
                .Where(row => !context.Inbox.Any(own => own.Id == row.Id))
                .OrderBy(row => row.Id)
                .ForUpdateSkipLocked(),
            row => row.Id,
            (rows, _) =>
            {
                context.Outbox.RemoveRange(rows);
                context.Inbox.AddRange(rows.Select(row => InboxMessage.NeverDelivered(row, module, now)));
                return Task.CompletedTask;
            },
            cancellationToken
        );
        logger.LogWarning("{Count} messages of {ModuleName} were discarded by an administrator", received + queued, module);
        return TypedResults.Ok(new MessagesDone(received + queued));
    }
}
