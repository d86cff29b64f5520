using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Auditing;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>
/// Carries out what an administrator decides about many messages of a module, in small transactions, each of which puts on record what it
/// was about.
/// </summary>
internal sealed class MessageDecisions(UnitOfWork unitOfWork, AuditTrail audit)
{
    private const int Batch = 200;

    /// <summary>Decides about messages in an inbox.</summary>
    /// <param name="context">The schema.</param>
    /// <param name="rows">Those to decide about, and none that is decided: it is asked again for each batch.</param>
    /// <param name="decide">Decides about a batch of them.</param>
    /// <param name="cancellationToken">Ends it after a batch.</param>
    /// <returns>How many messages it was about.</returns>
    public Task<int> AboutReceivedAsync(
        ModuleDbContext context,
        IQueryable<InboxMessage> rows,
        Func<IQueryable<InboxMessage>, CancellationToken, Task> decide,
        CancellationToken cancellationToken
    ) =>
        AboutAsync(
            context,
            // Locked, so that the record is of these and no others; one that is being received now is passed over.
            rows.OrderBy(row => row.Id).ForUpdateSkipLocked().Select(row => row.Id),
            id => id,
            (ids, token) => decide(rows.Where(row => ids.Contains(row.Id)), token),
            cancellationToken
        );

    /// <summary>Decides about messages, wherever they are.</summary>
    /// <param name="context">The schema.</param>
    /// <param name="rows">Those to decide about in the order of their keys, and none that is decided: it is asked again for each batch.</param>
    /// <param name="idOf">The identity of a message, for the record.</param>
    /// <param name="decide">Decides about a batch of them.</param>
    /// <param name="cancellationToken">Ends it after a batch.</param>
    /// <returns>How many messages it was about.</returns>
    public Task<int> AboutAsync<T>(
        ModuleDbContext context,
        IQueryable<T> rows,
        Func<T, Guid> idOf,
        Func<List<T>, CancellationToken, Task> decide,
        CancellationToken cancellationToken
    ) =>
        unitOfWork.RunInBatchesAsync(
            context,
            Batch,
            async token =>
            {
                var found = await rows.Take(Batch).ToListAsync(token);
                if (found.Count > 0)
                {
                    await decide(found, token);
                    audit.Note(context, new { messages = found.Select(idOf) });
                }

                return found.Count;
            },
            cancellationToken
        );
}
