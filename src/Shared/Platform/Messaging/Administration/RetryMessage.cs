using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Auditing;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>Tries a message again now: a parked or retrying one, with all its attempts ahead of it, or a queued one that is due later.</summary>
internal sealed class RetryMessage : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/messages/{module}/{id:guid}/retry", HandleAsync)
            .WithName("platform_retry_message")
            .WithSummary("Try a parked, retrying or queued message again now");

    private static async Task<NoContent> HandleAsync(
        string module,
        Guid id,
        ModuleCatalog modules,
        UnitOfWork unitOfWork,
        AuditTrail audit,
        InboxSignals inbox,
        OutboxSignals outbox,
        TimeProvider clock,
        HttpContext http,
        ILogger<RetryMessage> logger,
        CancellationToken cancellationToken
    )
    {
        var context = AdministeredModule.Named(module, modules).ContextFrom(http.RequestServices);
        var now = clock.GetUtcNow().UtcDateTime;
        var destination = await unitOfWork.RunAsync(
            context,
            async token =>
            {
                var destination = await MakeDueAsync(context, id, now, token);
                audit.Note(context);
                return destination;
            },
            cancellationToken
        );
        logger.LogInformation("Message {MessageId} of {ModuleName} is tried again by an administrator", id, module);
        inbox.Expect(module, now);
        if (destination is not null)
        {
            outbox.Wake(module, [destination]);
        }

        return TypedResults.NoContent();
    }

    /// <summary>Makes messages in an inbox due now, with all their attempts ahead of them.</summary>
    internal static Task<int> MakeDueAsync(IQueryable<InboxMessage> rows, DateTime now, CancellationToken cancellationToken) =>
        rows.ExecuteUpdateAsync(
            row =>
                row.SetProperty(message => message.Status, InboxStatus.Retrying)
                    .SetProperty(message => message.Attempts, 0)
                    .SetProperty(message => message.DueAt, (DateTime?)now),
            cancellationToken
        );

    /// <summary>Makes the message due now; the destination when it is still in the outbox.</summary>
    private static async Task<string?> MakeDueAsync(ModuleDbContext context, Guid id, DateTime now, CancellationToken cancellationToken)
    {
        if (await MakeDueAsync(new MessageSelection().Received(context).Where(row => row.Id == id), now, cancellationToken) > 0)
        {
            return null;
        }

        var queued =
            await context.Outbox.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw AdministeredModule.NoSuchMessage();
        queued.DueAt = now;
        return queued.Destination;
    }
}
