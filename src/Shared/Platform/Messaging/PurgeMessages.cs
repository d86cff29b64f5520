using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// Deletes inbox rows that were handled or discarded longer ago than <see cref="MessagingOptions.Retention"/>. Until then a message that
/// arrives again is recognised; parked and retrying ones stay however old they are.
/// </summary>
internal sealed class PurgeMessages<TContext>(
    TContext context,
    UnitOfWork unitOfWork,
    MessagingOptions options,
    TimeProvider clock,
    ILogger<PurgeMessages<TContext>> logger
) : IJob
    where TContext : ModuleDbContext
{
    private const int Batch = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime - options.Retention;
        var deleted = await unitOfWork.RunInBatchesAsync(context, Batch, token => DeleteSomeAsync(before, token), cancellationToken);
        logger.LogInformation("Deleted {Count} inbox rows from before {Before:O}", deleted, before);
    }

    private async Task<int> DeleteSomeAsync(DateTime before, CancellationToken cancellationToken)
    {
        var old = await context
            .Inbox.Where(message =>
                (message.Status == InboxStatus.Handled || message.Status == InboxStatus.Discarded) && message.HandledAt < before
            )
            .OrderBy(message => message.HandledAt)
            .Take(Batch)
            .Select(message => message.Id)
            .ToListAsync(cancellationToken);
        return await context.Inbox.Where(message => old.Contains(message.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
