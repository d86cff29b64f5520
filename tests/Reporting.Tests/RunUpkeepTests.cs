using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>What runs say of themselves, what becomes of old ones, and of reports whose view is missing.</summary>
public abstract class RunUpkeepTests(HostFixtureOf host)
{
    private const string Reports = "/api/reporting/reports";

    private ModuleTables Tables => host.TablesOf("reporting");

    [Fact]
    public async Task A_run_says_how_many_rows_it_will_have_before_any_of_them_is_written()
    {
        await Tables.ExecuteAsync("CREATE TABLE seen_runs (id VARCHAR(36), total_rows BIGINT, written_rows BIGINT)");
        await Tables.ExecuteAsync(
            "CREATE TRIGGER see_runs AFTER UPDATE ON report_runs FOR EACH ROW "
                + "BEGIN INSERT INTO seen_runs VALUES (NEW.id, NEW.total_rows, NEW.written_rows); END"
        );
        var staff = await host.StaffAsync();

        var run = await Runs.StartAsync(staff, "stock");

        var done = (await Runs.IsAsync(staff, run, "done")).Json;
        var rows = done.GetProperty("totalRows").GetInt64();
        Assert.Equal((rows, true), (done.GetProperty("writtenRows").GetInt64(), rows > 0));
        var seen = $"SELECT COUNT(*) FROM seen_runs WHERE id = {Runs.IdOf(run)} AND total_rows = {rows} AND written_rows = 0";
        Assert.Equal(1, await Tables.ScalarAsync<int>(seen));
        await Tables.ExecuteAsync("DROP TRIGGER see_runs");
        await Tables.ExecuteAsync("DROP TABLE seen_runs");
    }

    [Fact]
    public async Task Runs_are_deleted_with_their_files_when_they_are_older_than_kept_and_younger_ones_stay()
    {
        var staff = await host.StaffAsync();
        var runs = new List<string>();
        // More than are deleted at a time.
        for (var number = 0; number < 13; number++)
        {
            runs.Add(await Runs.StartAsync(staff, "order-funnel"));
        }

        foreach (var run in runs)
        {
            await Runs.IsAsync(staff, run, "done");
        }

        var old = string.Join(", ", runs.Skip(1).Select(Runs.IdOf));
        await AgeAsync(old, days: 7.01);
        await AgeAsync(Runs.IdOf(runs[0]), days: 6.99);
        Assert.Equal(12, await PartsAsync(old));

        await Jobs.RunAsync(await host.AdminAsync(), "reporting:purge-runs");

        Assert.Equal(0, await PartsAsync(old));
        foreach (var run in runs.Skip(1))
        {
            (await staff.GetAsync(run)).MustBe(HttpStatusCode.NotFound, "reporting.run_not_found");
        }

        Assert.StartsWith("stage,", await Runs.FileAsync(staff, runs[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_whose_view_is_missing_is_unavailable_and_the_others_are_not()
    {
        var staff = await host.StaffAsync();
        await host.TablesOf("notifications").ExecuteAsync("DROP VIEW rpt_notifications");

        (await staff.GetAsync(Reports + "/notifications")).MustBe(HttpStatusCode.ServiceUnavailable, "reporting.view_missing");
        (await staff.GetAsync(Reports + "/notifications/download")).MustBe(HttpStatusCode.ServiceUnavailable, "reporting.view_missing");

        (await staff.GetAsync(Reports + "/order-funnel")).MustBe(HttpStatusCode.OK);
        var run = await Runs.IsAsync(staff, await Runs.StartAsync(staff, "notifications"), "failed");
        Assert.Contains("what a module has not published yet", run.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        (await staff.GetAsync($"/api/reporting/runs/{run.Json.GetProperty("id")}/download")).MustBe(
            HttpStatusCode.Conflict,
            "reporting.run_not_done"
        );
    }

    private Task AgeAsync(string runs, double days) =>
        Tables.ExecuteAsync(
            $"UPDATE report_runs SET requested_at = {ModuleTables.Text(DateTime.UtcNow.AddDays(-days))} WHERE id IN ({runs})"
        );

    private Task<int> PartsAsync(string runs) => Tables.ScalarAsync<int>($"SELECT COUNT(*) FROM report_run_parts WHERE run_id IN ({runs})");
}

public sealed class RunUpkeepOnSqliteTests(HostFixture host) : RunUpkeepTests(host), IClassFixture<HostFixture>;

public sealed class RunUpkeepOnMySqlTests(MySqlHostFixture host) : RunUpkeepTests(host), IClassFixture<MySqlHostFixture>;
