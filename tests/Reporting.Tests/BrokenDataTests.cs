using System.Globalization;
using System.Text.Json;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>
/// Reports over data that REST cannot make: books that were tampered with, and customers of other months. Each test trades by itself,
/// because it breaks what it finds.
/// </summary>
public abstract class BrokenDataTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task Reconciliation_finds_nothing_and_then_whatever_was_tampered_with()
    {
        var (cup, pot) = (await shop.ProductAsync("2.00", 50), await shop.ProductAsync("3.00", 50));
        var customer = await shop.CustomerAsync("100.00");
        var orders = new List<Guid>();
        for (var number = 0; number < 5; number++)
        {
            var id = await Shop.OrderAsync(customer, (cup, 2), (pot, 1));
            await Shop.OrderIsAsync(customer, id, "confirmed");
            orders.Add(id);
        }

        Assert.Empty(await ReconcileAsync(customer));

        var charge = $"(SELECT id FROM transactions WHERE reference = '{orders[0]}')";
        await host.TablesOf("payments").ExecuteAsync($"UPDATE entries SET amount_minor = amount_minor * 2 WHERE transaction_id = {charge}");
        await host.TablesOf("inventory")
            .ExecuteAsync($"DELETE FROM stock_movements WHERE kind = 'Commit' AND sku = '{pot}' AND reference = '{orders[1]}'");
        await host.TablesOf("orders").ExecuteAsync($"UPDATE orders SET status = 'Cancelled' WHERE id = '{orders[2]}'");
        var stranger = Guid.CreateVersion7();
        await host.TablesOf("payments").ExecuteAsync($"UPDATE entries SET reference = '{stranger}' WHERE reference = '{orders[3]}'");

        Assert.Equal(
            new[]
            {
                $"{orders[0]} confirmed ledger  700 1400",
                $"{orders[1]} confirmed stockOnHand {pot} -1 0",
                $"{orders[1]} confirmed stockReserved {pot} 0 1",
                $"{orders[2]} cancelled ledger  0 700",
                $"{orders[2]} cancelled stockOnHand {cup} 0 -2",
                $"{orders[2]} cancelled stockOnHand {pot} 0 -1",
                $"{orders[3]} confirmed ledger  700 0",
                $"{stranger}  ledger  0 700",
            }.Order(StringComparer.Ordinal),
            (await ReconcileAsync(customer)).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            [$"{orders[2]}", $"{orders[2]}", $"{orders[2]}"],
            (await ReconcileAsync(customer, "&status=cancelled")).Select(row => row.Split(' ')[0])
        );
        // Movements that name no order are nobody's.
        await host.TablesOf("inventory")
            .ExecuteAsync($"UPDATE stock_movements SET reference = '{stranger}' WHERE reference = '{orders[4]}'");
        var all = (await RowsAsync("reconciliation", "")).Select(Show).ToList();
        Assert.Contains($"{stranger}  stockOnHand {cup} 0 -2", all);
        Assert.Contains($"{orders[4]} confirmed stockOnHand {cup} -2 0", all);
    }

    [Fact]
    public async Task Reconciliation_finds_orders_that_are_not_settled_a_day_after_they_were_placed()
    {
        var sku = await shop.ProductAsync("2.00", 50);
        var customer = await shop.CustomerAsync("100.00");
        string[] states = ["Reserving", "Paying", "Confirming", "Rejecting", "Cancelling"];
        var stuck = new List<string>();
        foreach (var state in states)
        {
            stuck.Add($"{await StopAsync(customer, sku, state, hours: 25)} {state.ToLowerInvariant()} settlement  1 0");
        }

        await StopAsync(customer, sku, "Paying", hours: 23);

        Assert.Equal(stuck.Order(StringComparer.Ordinal), (await ReconcileAsync(customer)).Order(StringComparer.Ordinal));
        Assert.Equal([stuck[1]], await ReconcileAsync(customer, "&status=paying"));
        Assert.Empty(await ReconcileAsync(customer, "&status=confirmed"));
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Empty(await ReconcileAsync(customer, $"&from={today}&to={today}"));
    }

    [Fact]
    public async Task Customers_are_new_in_the_month_of_their_first_paid_order_and_return_in_later_ones()
    {
        // Long before anything else that this host has seen.
        var (first, later) = (new DateTime(2021, 3, 15), new DateTime(2021, 5, 2));
        var sku = await shop.ProductAsync("2.00", 50);
        var (loyal, gone) = (await shop.CustomerAsync("100.00"), await shop.CustomerAsync("100.00"));
        await OrderAtAsync(loyal, sku, first);
        await OrderAtAsync(loyal, sku, later);
        await OrderAtAsync(loyal, sku, later);
        await OrderAtAsync(gone, sku, first);
        const string Days = "from=2021-01-01&to=2021-12-31";

        var months = await RowsAsync("customers", Days);

        Assert.Equal(
            ["2021-03 2 2 0 2", "2021-05 1 0 1 2"],
            months.Select(row => Join(row, "month", "customers", "newCustomers", "returningCustomers", "orders"))
        );
        Assert.Equal(
            ["2021-03 0 2 100", "2021-03 2 1 50"],
            (await RowsAsync("customer-cohorts", Days)).Select(row => Join(row, "cohort", "monthsLater", "customers", "share"))
        );
        // Who had ordered before the days asked for is not new in them.
        Assert.Equal(
            ["2021-05 1 0 1 2"],
            (await RowsAsync("customers", "from=2021-04-01&to=2021-12-31")).Select(row =>
                Join(row, "month", "customers", "newCustomers", "returningCustomers", "orders")
            )
        );
        Assert.Empty(await RowsAsync("customer-cohorts", "from=2021-04-01&to=2021-12-31"));
        Assert.Equal(
            ["2021-03-15", "2021-04-26"],
            (await RowsAsync("sales", Days + "&period=week")).Select(row => row.GetProperty("period").GetString())
        );
    }

    /// <summary>An order that goes no further.</summary>
    private async Task<Guid> StopAsync(Client customer, string sku, string state, int hours)
    {
        var id = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, id, "confirmed");
        var placed = ModuleTables.Text(DateTime.UtcNow.AddHours(-hours));
        await host.TablesOf("orders").ExecuteAsync($"UPDATE orders SET status = '{state}', placed_at = {placed} WHERE id = '{id}'");
        return id;
    }

    private async Task OrderAtAsync(Client customer, string sku, DateTime at)
    {
        var id = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, id, "confirmed");
        var time = at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        await host.TablesOf("payments").ExecuteAsync($"UPDATE entries SET recorded_at = '{time}' WHERE reference = '{id}'");
    }

    private async Task<IReadOnlyList<string>> ReconcileAsync(Client customer, string more = "") =>
        [.. (await RowsAsync("reconciliation", $"customer={customer.UserId}{more}")).Select(Show)];

    private async Task<IReadOnlyList<JsonElement>> RowsAsync(string report, string query)
    {
        var staff = await host.StaffAsync();
        var answer = await staff.GetAsync($"/api/reporting/reports/{report}?pageSize=100&{query}");
        return [.. answer.MustBe(System.Net.HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
    }

    private static string Show(JsonElement row) => Join(row, "orderId", "status", "against", "sku", "expected", "found");

    private static string Join(JsonElement row, params string[] columns) =>
        string.Join(' ', columns.Select(column => row.GetProperty(column).ToString()));
}

public sealed class BrokenDataOnSqliteTests(HostFixture host) : BrokenDataTests(host), IClassFixture<HostFixture>;

public sealed class BrokenDataOnMySqlTests(MySqlHostFixture host) : BrokenDataTests(host), IClassFixture<MySqlHostFixture>;
