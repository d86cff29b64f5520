using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Modules;
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
    // A page is put together from the first rows of every module; further down, narrow the question to a module.
    private const int DeepestRow = 10_000;

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
        ModuleCatalog modules,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var (page, size) = Paging.Check(paging);
        if ((long)page * size > DeepestRow)
        {
            throw ProblemException.Invalid("page", $"The list goes down to row {DeepestRow}; narrow it by module, service or status.");
        }

        var found = new List<MessageDetails>();
        var total = 0L;
        foreach (var hosted in modules.Hosted.Where(hosted => hosted.ContextType is not null && (module is null || hosted.Name == module)))
        {
            var context = hosted.ContextFrom(http.RequestServices);
            if (status is null or MessageStatus.Queued)
            {
                var rows = context.Outbox.AsNoTracking().Where(row => service == null || row.ServiceName == service);
                total += await rows.LongCountAsync(cancellationToken);
                found.AddRange(
                    (await Queued.Apply(rows, paging.Sort).Take(page * size).ToListAsync(cancellationToken)).Select(row =>
                        MessageDetails.Of(row, hosted.Name)
                    )
                );
            }

            if (status is not MessageStatus.Queued)
            {
                var rows = InboxRows(context, status).Where(row => service == null || row.ServiceName == service);
                total += await rows.LongCountAsync(cancellationToken);
                found.AddRange(
                    (await Received.Apply(rows, paging.Sort).Take(page * size).ToListAsync(cancellationToken)).Select(row =>
                        MessageDetails.Of(row, hosted.Name)
                    )
                );
            }
        }

        IReadOnlyList<string> unreachable = [];
        if (!ServiceDoor.IsFromService(http) && http.RequestServices.GetService<ListsElsewhere>() is { } elsewhere)
        {
            var remote = await elsewhere.FirstAsync<MessageDetails>(
                http,
                "messages",
                new MessageFilter(status, service, paging.Sort).Query(),
                module,
                page * size,
                cancellationToken
            );
            found.AddRange(remote.Items);
            total += remote.Total;
            unreachable = remote.Unreachable;
        }

        var newestLast = paging.Sort == "at";
        var sorted = newestLast
            ? found.OrderBy(row => row.At).ThenBy(row => row.Id)
            : found.OrderByDescending(row => row.At).ThenByDescending(row => row.Id);
        return TypedResults.Ok(
            new PageOfModules<MessageDetails>([.. sorted.Skip((page - 1) * size).Take(size)], page, size, total, unreachable)
        );
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
    public IReadOnlyList<KeyValuePair<string, string>> Query()
    {
        var status = Status is { } wanted ? JsonNamingPolicy.CamelCase.ConvertName(wanted.ToString()) : null;
        (string Name, string? Value)[] all = [("status", status), ("service", Service), ("sort", Sort)];
        return [.. from part in all where part.Value is not null select KeyValuePair.Create(part.Name, part.Value)];
    }
}
