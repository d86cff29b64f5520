using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Persistence;

namespace MonolithFirst.Reporting.Running;

/// <summary>Another process makes the run by now.</summary>
internal sealed class RunTakenOverException() : Exception("Another process makes this run.");

/// <summary>Keeps a run's file in the database, part by part, and with each part how far the run has come.</summary>
internal sealed class RunParts(ReportingDbContext db, UnitOfWork unitOfWork, ReportRun made, long totalRows, TimeProvider clock)
{
    /// <summary>How large a part is, in bytes.</summary>
    public const int Size = 256 * 1024;

    private int parts;
    private long rows;

    /// <summary>Says how many rows there will be, for those who watch: the first part may be a while.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => ChangeAsync(run => run.GoOn(totalRows, rows), cancellationToken);

    /// <summary>The rows, counted as they are written.</summary>
    public async IAsyncEnumerable<object?[]> Counting(
        IAsyncEnumerable<object?[]> source,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var row in source.WithCancellation(cancellationToken))
        {
            yield return row;
            rows++;
        }
    }

    /// <summary>Keeps the next part.</summary>
    public async ValueTask SaveAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        parts++;
        var content = part.ToArray();
        await ChangeAsync(
            run =>
            {
                db.RunParts.Add(
                    new ReportRunPart
                    {
                        RunId = run.Id,
                        Number = parts,
                        Content = content,
                    }
                );
                run.GoOn(totalRows, rows);
            },
            cancellationToken
        );
    }

    /// <summary>Says that the file is there.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) =>
        ChangeAsync(
            run =>
            {
                run.GoOn(totalRows, rows);
                run.Finish(clock.GetUtcNow().UtcDateTime);
            },
            cancellationToken
        );

    private async Task ChangeAsync(Action<ReportRun> change, CancellationToken cancellationToken)
    {
        // What this context still holds of parts before would stay in memory.
        db.ChangeTracker.Clear();
        await unitOfWork.RunAsync(
            db,
            async token =>
            {
                var run = await db.Runs.Where(row => row.Id == made.Id).ForUpdate().SingleOrDefaultAsync(token);
                change(run is not null && run.IsMadeBy(made.Attempts) ? run : throw new RunTakenOverException());
            },
            cancellationToken
        );
        db.ChangeTracker.Clear();
    }
}
