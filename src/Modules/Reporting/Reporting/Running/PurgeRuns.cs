using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Reporting.Persistence;

namespace MonolithFirst.Reporting.Running;

/// <summary>Deletes runs, with their files, that are older than they are kept.</summary>
internal sealed class PurgeRuns(ReportingDbContext db, UnitOfWork unitOfWork, ReportingOptions options, TimeProvider clock) : IJob
{
    // Each may have many parts.
    private const int Batch = 10;

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow().UtcDateTime - options.RunRetention;
        return unitOfWork.RunInBatchesAsync(db, Batch, token => DeleteSomeAsync(until, token), cancellationToken);
    }

    private async Task<int> DeleteSomeAsync(DateTime until, CancellationToken cancellationToken)
    {
        var old = await db
            .Runs.Where(run => run.RequestedAt < until)
            .OrderBy(run => run.RequestedAt)
            .Select(run => run.Id)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        await db.RunParts.Where(part => old.Contains(part.RunId)).ExecuteDeleteAsync(cancellationToken);
        return await db.Runs.Where(run => old.Contains(run.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
