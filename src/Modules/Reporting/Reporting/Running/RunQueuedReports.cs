using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Persistence;
using MonolithFirst.Reporting.Reports;

namespace MonolithFirst.Reporting.Running;

/// <summary>
/// Makes the files of all runs that wait, one after another: long reports share the database with everybody. What a process left behind
/// that died is begun anew when its claim is over.
/// </summary>
internal sealed class RunQueuedReports(
    ReportingDbContext db,
    UnitOfWork unitOfWork,
    ReportReader reader,
    ReportingOptions options,
    TimeProvider clock,
    ILogger<RunQueuedReports> logger
) : IJob
{
    public const string Name = "run-queued-reports";

    // What the last part may take to be written when the report has used up its time.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // More than there are processes that begin one at the same moment.
    private const int Looks = 50;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await BeginNextAsync(cancellationToken) is { } run)
        {
            await MakeAsync(run, cancellationToken);
            db.ChangeTracker.Clear();
        }
    }

    private Task<ReportRun?> BeginNextAsync(CancellationToken cancellationToken) =>
        unitOfWork.RunAsync(
            db,
            async token =>
            {
                while (true)
                {
                    var now = Now;
                    var run = await NextAsync(now, token);
                    if (run is null || run.Begin(now, options.JobTimeLimit + Grace))
                    {
                        if (run is not null)
                        {
                            await db.RunParts.Where(part => part.RunId == run.Id).ExecuteDeleteAsync(token);
                        }

                        return run;
                    }

                    await db.SaveChangesAsync(token);
                }
            },
            cancellationToken
        );

    /// <summary>The run that has waited longest, of those that no other process is just beginning.</summary>
    private async Task<ReportRun?> NextAsync(DateTime now, CancellationToken cancellationToken)
    {
        var waiting = db.Runs.Where(row => row.Status == RunStatus.Queued || (row.Status == RunStatus.Running && row.ClaimedUntil < now));
        // One by one: whoever sorts and locks at once locks all that wait, and another process finds none.
        foreach (var id in await waiting.OrderBy(row => row.RequestedAt).Take(Looks).Select(row => row.Id).ToListAsync(cancellationToken))
        {
            if (await waiting.Where(row => row.Id == id).ForUpdateSkipLocked().FirstOrDefaultAsync(cancellationToken) is { } run)
            {
                return run;
            }
        }

        return null;
    }

    private async Task MakeAsync(ReportRun run, CancellationToken cancellationToken)
    {
        try
        {
            var report =
                ReportDefinition.All.GetValueOrDefault(run.Report)
                ?? throw ProblemException
                    .NotFound("reporting.report_not_found", $"There is no report '{run.Report}' any more.")
                    .With(("report", run.Report));
            var arguments = JsonSerializer.Deserialize<ReportArguments>(run.Arguments)!;
            var values = arguments.For(report, run.RequestedAt);
            await reader.ReadAsync(
                report,
                values,
                ReportFile.Within(options.Job, run.Format),
                window: null,
                async (total, rows) =>
                {
                    var parts = new RunParts(db, unitOfWork, run, total, clock);
                    await parts.BeginAsync(cancellationToken);
                    await using var file = new ChunkStream(RunParts.Size, parts.SaveAsync);
                    await ReportFile.WriteAsync(file, run.Format, report, parts.Counting(rows), cancellationToken);
                    await file.FinishAsync(cancellationToken);
                    await parts.FinishAsync(cancellationToken);
                    return true;
                },
                cancellationToken
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ChangeAsync(run, row => row.PutBack());
            throw;
        }
        catch (ProblemException refusal)
        {
            await ChangeAsync(run, row => row.Fail(RunFailure.Of(refusal), Now));
        }
        catch (RunTakenOverException)
        {
            logger.LogWarning("Run {Run} took longer than its claim, and another process makes it", run.Id);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "Run {Run} of {Report} failed, begun for the {Attempt}. time", run.Id, run.Report, run.Attempts);
            await ChangeAsync(run, row => row.Stumble(RunFailure.Logged, Now));
        }
    }

    /// <summary>Says what became of the run without its file, unless another process makes it by now.</summary>
    private Task ChangeAsync(ReportRun made, Action<ReportRun> change)
    {
        db.ChangeTracker.Clear();
        return unitOfWork.RunAsync(
            db,
            async token =>
            {
                var run = await db.Runs.Where(row => row.Id == made.Id).ForUpdate().SingleOrDefaultAsync(token);
                if (run is not null && run.IsMadeBy(made.Attempts))
                {
                    change(run);
                    await db.RunParts.Where(part => part.RunId == run.Id).ExecuteDeleteAsync(token);
                }
            },
            CancellationToken.None
        );
    }
}
