using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A migration that the database refuses half-way: the host says which and why, and the next start carries it through.</summary>
public abstract class FailedMigrationTests(HostFixtureOf host)
{
    // The last table that the first migration of orders makes; the others are there when it is refused.
    private const string Obstacle = "order_timeline";

    private readonly Shop shop = new(host);

    [Fact]
    public async Task A_migration_that_is_refused_half_way_changes_no_data_and_is_carried_through_when_its_cause_is_mended()
    {
        var sku = await shop.ProductAsync("5.00", 2);
        var customer = await shop.CustomerAsync("10.00");
        await ModuleData.Of(host).WhenQuietAsync();
        await host.Host.StopAsync();
        await MakeEmptyAsync();
        await host.TablesOf("orders")
            .ExecuteAsync($"CREATE TABLE {Obstacle} (remark VARCHAR(20)); INSERT INTO {Obstacle} VALUES ('from before')");
        var others = SourceTree.Modules.Where(module => module != "orders").ToList();
        var before = await ModuleData.Of(host).FingerprintsAsync(others);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            await RefusedStart.MustSayAsync(
                SettingsOfTheHost(),
                "The orders schema cannot be brought up to date (migration ",
                "_Initial)",
                Obstacle,
                "already exists",
                "Mend the cause and start again"
            );
            Assert.Equal(before, await ModuleData.Of(host).FingerprintsAsync(others));
            Assert.Equal("from before", await host.TablesOf("orders").ScalarAsync<string>($"SELECT remark FROM {Obstacle}"));
        }

        await host.TablesOf("orders").ExecuteAsync($"DROP TABLE {Obstacle}");
        await host.Host.StartAgainAsync();
        var order = await Shop.OrderAsync(customer, (sku, 2));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        await shop.StockMustBeAsync(sku, onHand: 0, reserved: 0);
    }

    /// <summary>Takes the module's schema back to where it was before its first migration.</summary>
    protected abstract Task MakeEmptyAsync();

    private Dictionary<string, string?> SettingsOfTheHost() => new(host.HostSettings) { ["Database__DataFolder"] = host.Host.DataFolder };
}

public sealed class FailedMigrationOnSqliteTests(HostFixture host) : FailedMigrationTests(host), IClassFixture<HostFixture>
{
    protected override Task MakeEmptyAsync()
    {
        foreach (var file in Directory.EnumerateFiles(host.Host.DataFolder, "orders.db*"))
        {
            File.Delete(file);
        }

        return Task.CompletedTask;
    }
}

public sealed class FailedMigrationOnMySqlTests(MySqlHostFixture host) : FailedMigrationTests(host), IClassFixture<MySqlHostFixture>
{
    protected override Task MakeEmptyAsync() => host.Server.ExecuteAsync("DROP DATABASE orders; CREATE DATABASE orders");
}
