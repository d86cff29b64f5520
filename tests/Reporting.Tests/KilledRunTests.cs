using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>A process that dies while it makes a run's file leaves a run that another one makes.</summary>
public abstract class KilledRunTests(ManyItemsHostOf host)
{
    private ModuleTables Tables => host.TablesOf("reporting");

    [Fact]
    public async Task A_run_whose_process_is_killed_half_way_is_made_anew_when_its_claim_is_over_and_not_before()
    {
        var staff = await host.StaffAsync();
        var killed = await Runs.StartAsync(staff, "stock");
        await Runs.IsHalfWayAsync(staff, killed);

        await host.Host.KillAsync();
        await host.Host.StartAgainAsync();

        // The oldest comes first, so one that was asked for later tells that this one was passed over.
        var later = await Runs.StartAsync(staff, "order-funnel");
        await Runs.IsAsync(staff, later, "done");
        Assert.Equal("running", Runs.StatusOf(await staff.GetAsync(killed)));
        Assert.Equal(1, await AttemptsAsync(killed));

        await ClaimIsOverAsync(killed);
        await Jobs.TriggerAsync(await host.AdminAsync(), Runs.Job);

        await Runs.IsAsync(staff, killed, "done");
        Assert.Equal(2, await AttemptsAsync(killed));
        var lines = (await Runs.FileAsync(staff, killed)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Length, lines.Distinct().Count());
        Assert.Equal(await host.TablesOf("inventory").ScalarAsync<int>("SELECT COUNT(*) FROM stock_items"), lines.Length - 1);
    }

    [Fact]
    public async Task A_run_that_was_begun_three_times_and_never_finished_fails_and_those_behind_it_are_made()
    {
        var staff = await host.StaffAsync();
        var hopeless = await Runs.StartAsync(staff, "order-funnel");
        await Runs.IsAsync(staff, hopeless, "done");
        await Tables.ExecuteAsync(
            $"UPDATE report_runs SET status = 'Running', attempts = 3, finished_at = NULL WHERE id = {Runs.IdOf(hopeless)}"
        );
        await ClaimIsOverAsync(hopeless);

        var behind = await Runs.StartAsync(staff, "order-funnel");

        await Runs.IsAsync(staff, behind, "done");
        var failed = await Runs.IsAsync(staff, hopeless, "failed");
        Assert.Contains("begun 3 times", failed.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private Task<int> AttemptsAsync(string run) => Tables.ScalarAsync<int>($"SELECT attempts FROM report_runs WHERE id = {Runs.IdOf(run)}");

    /// <summary>As if the time that a claim lasts had passed.</summary>
    private Task ClaimIsOverAsync(string run) =>
        Tables.ExecuteAsync(
            $"UPDATE report_runs SET claimed_until = {ModuleTables.Text(DateTime.UtcNow.AddSeconds(-1))} WHERE id = {Runs.IdOf(run)}"
        );
}

/// <summary>A host with so many items that the file of their stock takes seconds.</summary>
public abstract class ManyItemsHostOf(TestDatabase database) : HostFixtureOf(database)
{
    private const int Items = 300_000;

    // One process makes the runs, so that this one is the one to kill.
    protected override Topology Topology => Topology.Monolith;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Many.ItemsAsync(this, Items);
    }
}

public sealed class ManyItemsHostOnSqlite() : ManyItemsHostOf(TestDatabase.Sqlite);

public sealed class ManyItemsHostOnMySql() : ManyItemsHostOf(TestDatabase.MySql);

public sealed class KilledRunOnSqliteTests(ManyItemsHostOnSqlite host) : KilledRunTests(host), IClassFixture<ManyItemsHostOnSqlite>;

public sealed class KilledRunOnMySqlTests(ManyItemsHostOnMySql host) : KilledRunTests(host), IClassFixture<ManyItemsHostOnMySql>;
