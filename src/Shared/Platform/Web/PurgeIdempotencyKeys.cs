using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Web;

/// <summary>Deletes first answers to idempotency keys that are older than <see cref="WebOptions.IdempotencyRetention"/>.</summary>
internal sealed class PurgeIdempotencyKeys<TContext>(TContext context, UnitOfWork unitOfWork, WebOptions options, TimeProvider clock) : IJob
    where TContext : ModuleDbContext
{
    private const int Batch = 500;

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime - options.IdempotencyRetention;
        return unitOfWork.RunInBatchesAsync(context, Batch, token => DeleteSomeAsync(before, token), cancellationToken);
    }

    private async Task<int> DeleteSomeAsync(DateTime before, CancellationToken cancellationToken)
    {
        // Up to the time of the last one of a batch: the key has two columns, and a list of pairs is no condition in SQL.
        var oldest = await context
            .IdempotencyKeys.Where(record => record.CreatedAt < before)
            .OrderBy(record => record.CreatedAt)
            .Select(record => record.CreatedAt)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        if (oldest.Count == 0)
        {
            return 0;
        }

        // SQLite keeps finer times than are compared with.
        var next = oldest[^1].AddMicroseconds(1);
        await context.IdempotencyKeys.Where(record => record.CreatedAt < next).ExecuteDeleteAsync(cancellationToken);
        return oldest.Count;
    }
}
