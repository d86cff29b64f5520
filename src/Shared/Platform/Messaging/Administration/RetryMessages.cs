using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>Tries all messages of a module again now that the filter of the list finds there and that are not due yet.</summary>
internal sealed class RetryMessages : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/messages/{module}/retry", HandleAsync)
            .WithName("platform_retry_messages")
            .WithSummary("Try all parked, retrying and queued messages of a module again now, or those of a status or service");

    private static async Task<Ok<MessagesDone>> HandleAsync(
        string module,
        [FromQuery] MessageStatus? status,
        [FromQuery] string? service,
        ModuleCatalog modules,
        MessageDecisions decisions,
        InboxSignals inbox,
        OutboxSignals outbox,
        TimeProvider clock,
        HttpContext http,
        ILogger<RetryMessages> logger,
        CancellationToken cancellationToken
    )
    {
        var selection = new MessageSelection(status, service).Checked();
        var context = AdministeredModule.Named(module, modules).ContextFrom(http.RequestServices);
        var now = clock.GetUtcNow().UtcDateTime;
        var received = await decisions.AboutReceivedAsync(
            context,
            // What is due is tried now as it is.
            selection.Received(context).Where(row => row.Status == InboxStatus.Parked || row.DueAt > now),
            (rows, token) => RetryMessage.MakeDueAsync(rows, now, token),
            cancellationToken
        );
        var later = selection.Queued(context).Where(row => row.DueAt > now);
        var destinations = new HashSet<string>(StringComparer.Ordinal);
        var queued = await decisions.AboutAsync(
            context,
            later.OrderBy(row => row.Id).Select(row => new { row.Id, row.Destination }),
            row => row.Id,
            async (found, token) =>
            {
                List<Guid> ids = [.. found.Select(row => row.Id)];
                await later
                    .Where(row => ids.Contains(row.Id))
                    .ExecuteUpdateAsync(row => row.SetProperty(message => message.DueAt, now), token);
                destinations.UnionWith(found.Select(row => row.Destination));
            },
            cancellationToken
        );
        logger.LogInformation("{Count} messages of {ModuleName} are tried again by an administrator", received + queued, module);
        inbox.Expect(module, now);
        outbox.Wake(module, [.. destinations]);
        return TypedResults.Ok(new MessagesDone(received + queued));
    }
}
