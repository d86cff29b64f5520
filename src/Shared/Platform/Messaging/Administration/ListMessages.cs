using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>
/// Lists the messages of all modules that are queued, retrying, parked or discarded, the newest first. Asked by another process, it
/// lists those of the modules hosted here.
/// </summary>
internal sealed class ListMessages : IEndpoint
{
    private static readonly Sorting<OutboxMessage> Queued = new Sorting<OutboxMessage>(row => row.Id)
        .By("at", row => row.CreatedAt)
        .Usually("-at");
    private static readonly Sorting<InboxMessage> Received = new Sorting<InboxMessage>(row => row.Id)
        .By("at", row => row.ReceivedAt)
        .Usually("-at");

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet("/messages", HandleAsync)
            .WithName("platform_list_messages")
            .WithSummary("List messages that are not handled yet, or given up");

    private static async Task<Ok<PageOfModules<MessageDetails>>> HandleAsync(
        [AsParameters] PageQuery paging,
        [FromQuery] MessageStatus? status,
        [FromQuery] string? module,
        [FromQuery] string? service,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var list = new MergedList<MessageDetails>(http, paging, module, "module, service or status");
        foreach (var (name, context) in list.Here())
        {
            if (status is null or MessageStatus.Queued)
            {
                var rows = context.Outbox.AsNoTracking().Where(row => service == null || row.ServiceName == service);
                await list.AddAsync(rows, Queued, row => MessageDetails.Of(row, name), cancellationToken);
            }

            if (status is not MessageStatus.Queued)
            {
                var rows = InboxRows(context, status).Where(row => service == null || row.ServiceName == service);
                await list.AddAsync(rows, Received, row => MessageDetails.Of(row, name), cancellationToken);
            }
        }

        await list.AddElsewhereAsync("messages", new MessageFilter(status, service, paging.Sort).Query(), cancellationToken);
        return TypedResults.Ok(list.Page(row => (row.At, row.Id)));
    }

    private static IQueryable<InboxMessage> InboxRows(ModuleDbContext context, MessageStatus? status)
    {
        var rows = context.Inbox.AsNoTracking();
        return status switch
        {
            MessageStatus.Retrying => rows.Where(row => row.Status == InboxStatus.Retrying),
            MessageStatus.Parked => rows.Where(row => row.Status == InboxStatus.Parked),
            MessageStatus.Discarded => rows.Where(row => row.Status == InboxStatus.Discarded),
            _ => rows.Where(row => row.Status != InboxStatus.Handled),
        };
    }
}

/// <summary>Which messages, and in which order.</summary>
/// <param name="Status">Only those that stand so.</param>
/// <param name="Service">Only those of this service name.</param>
/// <param name="Sort">How they are sorted.</param>
internal sealed record MessageFilter(MessageStatus? Status, string? Service, string? Sort)
{
    /// <summary>As a client writes it, which is not how a host's own endpoint reads it.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query() =>
        [
            ("status", Status is { } wanted ? JsonNamingPolicy.CamelCase.ConvertName(wanted.ToString()) : null),
            ("service", Service),
            ("sort", Sort),
        ];
}
