using System.Globalization;
using MonolithFirst.Testing;
using MySqlConnector;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A host on MySQL that says nothing to its server but what an order makes it say.</summary>
public sealed class QuietFixture() : HostFixtureOf(TestDatabase.MySql)
{
    private RoundTrips? roundTrips;

    internal RoundTrips RoundTrips => roundTrips ??= new RoundTrips(Server.Host, Server.Port);

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Messaging__PollInterval", "01:00:00"),
            new("notifications__Delivery__PollInterval", "01:00:00"),
            new("Database__Port", RoundTrips.Port.ToString(CultureInfo.InvariantCulture)),
        ];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (roundTrips is not null)
        {
            await roundTrips.DisposeAsync();
        }
    }
}

/// <summary>What an order costs the database: statements, and the round trips by which they get there.</summary>
public sealed class OrderCostTests(QuietFixture host) : IClassFixture<QuietFixture>
{
    /// <summary>All statements of all modules from placing to confirmed, but for empty looks. Lower it when it sinks; think before it rises.</summary>
    private const int MostStatements = 90;

    /// <summary>All round trips, in the same way.</summary>
    private const int MostRoundTrips = 75;

    // A lane that is woken while another one of its module is at the last message finds nothing, and goes: how often depends on how busy the
    // machine is. It takes four statements (isolation level, start, look, rollback) in three round trips.
    private const int MostEmptyLooks = 8;
    private const int StatementsOfEmptyLook = 4;
    private const int RoundTripsOfEmptyLook = 3;

    private readonly Shop shop = new(host);

    [Fact]
    public async Task An_order_takes_no_more_statements_and_round_trips_than_it_did()
    {
        var sku = await shop.ProductAsync("1.00", 100);
        var customer = await shop.CustomerAsync("100.00");
        // The first order compiles queries and opens connections, which later ones find done. Its own tail must not be counted with theirs.
        await Shop.OrderIsAsync(customer, await Shop.OrderAsync(customer, (sku, 1)), "confirmed");
        await DoneAsync(orders: 1);
        await host.Server.ExecuteAsync("SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = ON");

        var before = host.RoundTrips.Count;
        var order = await Shop.OrderAsync(customer, (sku, 1));
        await DoneAsync(orders: 2);
        await host.Server.ExecuteAsync("SET GLOBAL general_log = OFF");
        var roundTrips = host.RoundTrips.Count - before;
        Assert.Equal(
            2,
            await host.Server.ScalarAsync<long>("SELECT COUNT(*) FROM orders.outbox WHERE service_name = 'orders_step_timed_out'")
        );

        var statements = await StatementsAsync();
        var emptyLooks = statements.Count(statement => statement.EndsWith(": rollback", StringComparison.Ordinal));
        var found =
            $"{roundTrips} round trips with {statements.Count} statements, {emptyLooks} empty looks among them, for order {order}:\n"
            + string.Join('\n', statements);
        Assert.True(emptyLooks <= MostEmptyLooks, found);
        Assert.True(statements.Count - (StatementsOfEmptyLook * emptyLooks) <= MostStatements, found);
        Assert.True(roundTrips - (RoundTripsOfEmptyLook * emptyLooks) <= MostRoundTrips, found);
        Assert.Contains(statements, statement => statement.StartsWith("orders", StringComparison.Ordinal));
    }

    /// <summary>Waits until so many orders are confirmed, and their customers' notifications on their way.</summary>
    private Task DoneAsync(int orders) =>
        Eventually.TrueAsync(
            async () =>
                await host.Server.ScalarAsync<long>(
                    "SELECT COUNT(*) FROM notifications.inbox WHERE service_name = 'notifications_notify_user'"
                ) == orders
                && await host.Server.ScalarAsync<long>("SELECT COUNT(*) FROM orders.outbox WHERE due_at <= UTC_TIMESTAMP(6)") == 0,
            what: $"{orders} orders confirmed, and their customers' notifications on their way"
        );

    private async Task<List<string>> StatementsAsync()
    {
        var statements = new List<string>();
        await using var connection = await host.Server.ConnectAsync();
        await using var command = new MySqlCommand(
            """
            SELECT SUBSTRING_INDEX(SUBSTRING(user_host, 4), '[', 1), CONVERT(argument USING utf8mb4) FROM mysql.general_log
            WHERE user_host LIKE 'mf\_%' AND command_type IN ('Query', 'Execute') ORDER BY event_time
            """,
            connection
        );
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            statements.Add(string.Create(CultureInfo.InvariantCulture, $"{rows.GetString(0)}: {rows.GetString(1)}"));
        }

        return statements;
    }
}
