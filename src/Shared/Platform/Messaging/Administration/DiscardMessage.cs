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

/// <summary>
/// Gives a message up: a parked or retrying one, or a queued one that does not get to its receiver. It stays visible as discarded until the
/// retention ends, and is not handled, unless it is on its way already: given to a broker that did not confirm it, or on SQLite, which has
/// no locks to tell, to a receiver in this process.
/// </summary>
internal sealed class DiscardMessage : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/messages/{module}/{id:guid}/discard", HandleAsync)
            .WithName("platform_discard_message")
            .WithSummary("Give a parked, retrying or queued message up")
            .Refuses(StatusCodes.Status409Conflict);

    private static async Task<NoContent> HandleAsync(
        string module,
        Guid id,
        ModuleCatalog modules,
        UnitOfWork unitOfWork,
        AuditTrail audit,
        TimeProvider clock,
        HttpContext http,
        ILogger<DiscardMessage> logger,
        CancellationToken cancellationToken
    )
    {
        var context = AdministeredModule.Named(module, modules).ContextFrom(http.RequestServices);
        var now = clock.GetUtcNow().UtcDateTime;
        await unitOfWork.RunAsync(
            context,
            async token =>
            {
                var received = new MessageSelection().Received(context).Where(row => row.Id == id);
                if (await GiveUpAsync(received, now, token) == 0)
                {
                    await DiscardQueuedAsync(context, module, id, now, token);
                }

                audit.Note(context);
            },
            cancellationToken
        );
        logger.LogWarning("Message {MessageId} of {ModuleName} was discarded by an administrator", id, module);
        return TypedResults.NoContent();
    }

    /// <summary>Gives messages in an inbox up.</summary>
    internal static Task<int> GiveUpAsync(IQueryable<InboxMessage> rows, DateTime now, CancellationToken cancellationToken) =>
        rows.ExecuteUpdateAsync(
            row =>
                row.SetProperty(message => message.Status, InboxStatus.Discarded)
                    .SetProperty(message => message.HandledAt, (DateTime?)now)
                    .SetProperty(message => message.DueAt, (DateTime?)null),
            cancellationToken
        );

    /// <summary>Takes it out of the outbox. As discarded it stands in its sender's inbox: its receiver has never had it.</summary>
    private static async Task DiscardQueuedAsync(
        ModuleDbContext context,
        string module,
        Guid id,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        var queued = await context.Outbox.Where(row => row.Id == id).ForUpdateSkipLocked().FirstOrDefaultAsync(cancellationToken);
        if (queued is null)
        {
            throw await context.Outbox.AnyAsync(row => row.Id == id, cancellationToken)
                ? ProblemException.Conflict("platform.message_being_delivered", "It is being delivered at this moment; look again.")
                : AdministeredModule.NoSuchMessage();
        }

        if (await context.Inbox.AnyAsync(row => row.Id == id, cancellationToken))
        {
            throw AdministeredModule.NoSuchMessage();
        }

        context.Outbox.Remove(queued);
        context.Inbox.Add(InboxMessage.NeverDelivered(queued, module, now));
    }
}

/// <summary>The module whose messages an administrator acts on.</summary>
internal static class AdministeredModule
{
    public static HostedModule Named(string name, ModuleCatalog modules) =>
        modules.WithSchema.FirstOrDefault(module => module.Name == name)
        ?? throw ProblemException.NotFound("platform.module_not_hosted", "No module of this name is hosted here.");

    public static ProblemException NoSuchMessage() =>
        ProblemException.NotFound("platform.message_not_found", "There is no such message, or it has been handled meanwhile.");
}
