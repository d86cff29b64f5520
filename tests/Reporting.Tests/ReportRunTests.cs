using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Running;

namespace MonolithFirst.Reporting.Tests;

/// <summary>How often a run is begun.</summary>
public sealed class ReportRunTests
{
    private static readonly DateTime Now = new(2026, 11, 27, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(11);

    [Fact]
    public void A_run_that_stumbles_is_begun_three_times_in_all_and_then_says_why_it_failed()
    {
        var run = Requested();
        foreach (var attempt in new[] { 1, 2 })
        {
            Assert.True(run.Begin(Now, Claim));
            run.GoOn(100, 50);
            run.Stumble(new RunFailure("reporting.away", "Away"), Now);
            Assert.Equal((RunStatus.Queued, attempt, null, 0), (run.Status, run.Attempts, run.ClaimedUntil, run.WrittenRows));
        }

        Assert.True(run.Begin(Now, Claim));
        run.Stumble(new RunFailure("reporting.away", "Away"), Now);

        Assert.Equal((RunStatus.Failed, "Away", "reporting.away", Now), (run.Status, run.Error, run.ErrorCode, run.FinishedAt));
    }

    [Fact]
    public void A_run_that_was_put_back_has_not_used_up_an_attempt()
    {
        var run = Requested();
        for (var time = 0; time < 10; time++)
        {
            Assert.True(run.Begin(Now, Claim));
            run.PutBack();
        }

        Assert.Equal((RunStatus.Queued, 0), (run.Status, run.Attempts));
    }

    private static ReportRun Requested() => ReportRun.Request("stock", "{}", ReportFormat.Csv, Guid.CreateVersion7(), Now);
}
