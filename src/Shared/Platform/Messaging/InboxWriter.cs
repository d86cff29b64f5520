using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Messaging;

/// <summary>Writes into a module's inbox that a message came, and what its handler came to; each in the handler's transaction.</summary>
internal sealed class InboxWriter(MessagingOptions options, TimeProvider clock, InboxSignals signals, ILogger<InboxWriter> logger)
{
    /// <summary>The savepoint that a handler which fails is undone to.</summary>
    public const string BeforeHandler = "before_handler";

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Inserts the inbox row, waiting for another transaction that inserts the same one, and sets the savepoint in the same round trip;
    /// false when the message is known.
    /// </summary>
    public Task<bool> InsertAsync(ModuleDbContext context, Delivery delivery, CancellationToken cancellationToken)
    {
        var now = Now;
        return context.InsertIfAbsentAsync(
            "INTO inbox (id, service_name, source, status, attempts, received_at, handled_at) VALUES ({0}, {1}, {2}, 'Handled', 1, {3}, {3}); "
                + "SAVEPOINT "
                + BeforeHandler,
            [delivery.Id.ToString(), delivery.ServiceName, delivery.Source, now],
            cancellationToken
        );
    }

    /// <summary>Keeps a message whose handler failed: it is tried again after a pause, or parked when that was the last attempt.</summary>
    public async Task KeepAsync(
        ModuleDbContext context,
        Delivery delivery,
        int attempts,
        Exception failure,
        CancellationToken cancellationToken
    )
    {
        var parked = attempts >= options.Attempts;
        var dueAt = Now + options.PauseAfter(attempts);
        var error = failure.ToString();
        await context
            .Inbox.Where(message => message.Id == delivery.Id)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(message => message.Status, parked ? InboxStatus.Parked : InboxStatus.Retrying)
                        .SetProperty(
                            message => message.Headers,
                            MessageJson.Write(delivery.Headers, typeof(IReadOnlyDictionary<string, string>))
                        )
                        .SetProperty(message => message.Body, delivery.Body)
                        .SetProperty(message => message.Attempts, attempts)
                        .SetProperty(message => message.HandledAt, (DateTime?)null)
                        .SetProperty(message => message.DueAt, parked ? (DateTime?)null : dueAt)
                        .SetProperty(message => message.Error, error.Length > 2000 ? error.Substring(0, 2000) : error),
                cancellationToken
            );
        Activity.Current?.SetStatus(ActivityStatusCode.Error);
        if (parked)
        {
            logger.LogError(failure, "Message {MessageId} is parked after {Attempts} attempts", delivery.Id, attempts);
        }
        else
        {
            logger.LogWarning(
                failure,
                "Message {MessageId} failed, attempt {Attempts}; next try at {DueAt:O}",
                delivery.Id,
                attempts,
                dueAt
            );
            signals.Expect(delivery.Destination, dueAt);
        }
    }

    /// <summary>Lets go of the payload of a message that has been handled after all.</summary>
    public Task MarkHandledAsync(ModuleDbContext context, InboxMessage row, CancellationToken cancellationToken)
    {
        var now = Now;
        return context
            .Inbox.Where(message => message.Id == row.Id)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(message => message.Status, InboxStatus.Handled)
                        .SetProperty(message => message.Attempts, row.Attempts + 1)
                        .SetProperty(message => message.HandledAt, (DateTime?)now)
                        .SetProperty(message => message.DueAt, (DateTime?)null)
                        .SetProperty(message => message.Body, (string?)null)
                        .SetProperty(message => message.Headers, (string?)null)
                        .SetProperty(message => message.Error, (string?)null),
                cancellationToken
            );
    }
}
