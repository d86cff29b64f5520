using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>What tests do with reports that run as jobs.</summary>
internal static class Runs
{
    /// <summary>The job that makes them.</summary>
    public const string Job = "reporting:run-queued-reports";

    /// <summary>Long runs of many rows on a busy machine take their time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Asks for a run, and returns where it is to be watched.</summary>
    public static async Task<string> StartAsync(Client staff, string report, string format = "csv") =>
        (await staff.PostAsync($"/api/reporting/reports/{report}/runs", new { format })).MustBe(HttpStatusCode.Accepted).Location!;

    /// <summary>Waits until the run stands so. One that failed instead shows why.</summary>
    public static async Task<Answer> IsAsync(Client staff, string run, string status)
    {
        var seen = await Async(staff, run, answer => StatusOf(answer) == status || StatusOf(answer) == "failed", status);
        var logged = HostProcess.LoggedAbout(run[(run.LastIndexOf('/') + 1)..]);
        Assert.True(StatusOf(seen) == status, $"{seen}\n{string.Join('\n', logged)}");
        return seen;
    }

    /// <summary>Waits until rows of the run's file are kept, but not all.</summary>
    public static async Task IsHalfWayAsync(Client staff, string run)
    {
        var seen = await Async(staff, run, answer => answer.Json.GetProperty("writtenRows").GetInt64() > 0, "half-way");
        Assert.Equal("running", StatusOf(seen));
    }

    /// <summary>The file of a run that is done.</summary>
    public static async Task<string> FileAsync(Client staff, string run) =>
        (await staff.GetAsync(run + "/download")).MustBe(HttpStatusCode.OK).Body;

    public static string? StatusOf(Answer run) => run.MustBe(HttpStatusCode.OK).Json.GetProperty("status").GetString();

    /// <summary>The run as SQL names it.</summary>
    public static string IdOf(string run) => $"'{run[(run.LastIndexOf('/') + 1)..]}'";

    private static Task<Answer> Async(Client staff, string run, Func<Answer, bool> until, string what) =>
        Eventually.GetAsync(() => staff.GetAsync(run), answer => until(answer.MustBe(HttpStatusCode.OK)), Patience, $"The run {what}");
}
