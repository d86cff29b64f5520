using System.Globalization;
using System.Net;
using System.Text.Json;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>
/// Orders of every fate, placed over REST, and what REST says about them afterwards: what reports must come to, without a view or a
/// report being asked.
/// </summary>
public abstract class TradeOf(TestDatabase database) : HostFixtureOf(database)
{
    private readonly List<(Client Customer, Guid Order)> placed = [];

    /// <summary>What REST says about each order.</summary>
    internal IReadOnlyList<Traded> Orders { get; private set; } = [];

    /// <summary>A product that nobody ordered, with pieces on stock.</summary>
    internal string Dead { get; private set; } = "";

    /// <summary>The products that were ordered: the first is on stock for 30 days, the second for five, the last since today.</summary>
    internal IReadOnlyList<string> Skus { get; private set; } = [];

    /// <summary>A customer with several orders.</summary>
    internal Client Regular { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var shop = new Shop(this);
        var (cup, pot, dollar) = (
            await shop.ProductAsync("12.50", 40),
            await shop.ProductAsync("0.99", 100),
            await shop.ProductAsync("7.00", 10, "USD")
        );
        Dead = await shop.ProductAsync("3.00", 9);
        Skus = [cup, pot, dollar];
        Regular = await shop.CustomerAsync("500.00");
        var (other, american, poor) = (
            await shop.CustomerAsync("80.00"),
            await shop.CustomerAsync("100.00", "USD"),
            await shop.CustomerAsync("1.00")
        );
        await OrderAsync(Regular, "confirmed", (cup, 2), (pot, 20));
        await OrderAsync(Regular, "confirmed", (cup, 1));
        await CancelAsync(await OrderAsync(Regular, "confirmed", (pot, 7)));
        await OrderAsync(Regular, "rejected", (cup, 1000));
        await OrderAsync(other, "confirmed", (cup, 3), (pot, 1));
        await CancelAsync(await OrderAsync(other, "confirmed", (cup, 1)));
        await OrderAsync(american, "confirmed", (dollar, 4));
        await OrderAsync(poor, "rejected", (cup, 1));
        await ReadAsync(shop);
        await SellSinceAsync(cup, 30);
        await SellSinceAsync(pot, 5);
    }

    /// <summary>All rows of a report.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ReportAsync(string report, string query = "")
    {
        var staff = await StaffAsync();
        var rows = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var answer = await staff.GetAsync($"/api/reporting/reports/{report}?pageSize=100&page={page}&{query}");
            var body = answer.MustBe(HttpStatusCode.OK).Json;
            rows.AddRange(body.GetProperty("items").EnumerateArray());
            if (rows.Count >= body.GetProperty("total").GetInt64())
            {
                return rows;
            }
        }
    }

    /// <summary>All rows of a list of a module's.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ListAsync(string path)
    {
        var staff = await StaffAsync();
        var rows = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var body = (await staff.GetAsync($"{path}{separator}pageSize=100&page={page}")).MustBe(HttpStatusCode.OK).Json;
            rows.AddRange(body.GetProperty("items").EnumerateArray());
            if (rows.Count >= body.GetProperty("total").GetInt64())
            {
                return rows;
            }
        }
    }

    /// <summary>Reads again what REST says, after something was changed.</summary>
    internal async Task ReadAsync(Shop shop)
    {
        var read = new List<Traded>();
        foreach (var (customer, id) in placed)
        {
            var order = await Shop.OrderIsSettledAsync(customer, id);
            await shop.NotificationsAboutAsync(id, order.GetProperty("status").GetString() == "cancelled" ? 2 : 1);
            read.Add(new Traded(order, await ListAsync($"/api/payments/transactions?reference={id}")));
        }

        Orders = read;
    }

    private async Task<(Client, Guid)> OrderAsync(Client customer, string status, params (string, int)[] lines)
    {
        var id = await Shop.OrderAsync(customer, lines);
        await Shop.OrderIsAsync(customer, id, status);
        placed.Add((customer, id));
        return (customer, id);
    }

    /// <summary>Has a product have been on stock for so many days, today included.</summary>
    private Task SellSinceAsync(string sku, int days) =>
        TablesOf("inventory")
            .ExecuteAsync(
                $"UPDATE stock_movements SET occurred_at = {ModuleTables.Text(DateTime.UtcNow.AddDays(1 - days))} "
                    + $"WHERE sku = '{sku}' AND number = 1"
            );

    private static async Task CancelAsync((Client Customer, Guid Order) order)
    {
        (await order.Customer.PostAsync($"/api/orders/{order.Order}/cancel")).MustBe(HttpStatusCode.Accepted);
        await Shop.OrderIsAsync(order.Customer, order.Order, "cancelled");
    }
}

/// <summary>An order as REST shows it.</summary>
/// <param name="Order">With lines and timeline.</param>
/// <param name="Transactions">What moved its money.</param>
internal sealed record Traded(JsonElement Order, IReadOnlyList<JsonElement> Transactions)
{
    public Guid Id => Order.GetProperty("id").GetGuid();

    public Guid Customer => Order.GetProperty("userId").GetGuid();

    public string Status => Order.GetProperty("status").GetString()!;

    public string Currency => Order.GetProperty("total").GetProperty("currency").GetString()!;

    public IReadOnlyList<(string Sku, int Quantity, decimal Total)> Lines =>
        [
            .. Order
                .GetProperty("lines")
                .EnumerateArray()
                .Select(line =>
                    (
                        line.GetProperty("sku").GetString()!,
                        line.GetProperty("quantity").GetInt32(),
                        Shop.AmountOf(line.GetProperty("total"))
                    )
                ),
        ];

    public int Units => Lines.Sum(line => line.Quantity);

    public JsonElement? Charge => Of("charge");

    public JsonElement? Refund => Of("refund");

    /// <summary>When it took a step, to the microsecond; null when it did not.</summary>
    public DateTime? At(string what) =>
        Order
            .GetProperty("timeline")
            .EnumerateArray()
            .Where(entry => entry.GetProperty("what").GetString() == what)
            .Select(TimeOf)
            .FirstOrDefault();

    /// <summary>What was taken, or given back, above zero; and when.</summary>
    public static (decimal Amount, DateTime At) Read(JsonElement transaction) =>
        (
            transaction.GetProperty("entries").EnumerateArray().Max(entry => Shop.AmountOf(entry.GetProperty("amount"))),
            transaction.GetProperty("recordedAt").GetDateTime()
        );

    private static DateTime? TimeOf(JsonElement entry) => entry.GetProperty("at").GetDateTime();

    private JsonElement? Of(string kind) =>
        Transactions
            .Where(transaction => transaction.GetProperty("kind").GetString() == kind)
            .Select(found => (JsonElement?)found)
            .FirstOrDefault();
}

/// <summary>The trade on SQLite.</summary>
public sealed class TradeOnSqlite() : TradeOf(TestDatabase.Sqlite);

/// <summary>The trade on MySQL.</summary>
public sealed class TradeOnMySql() : TradeOf(TestDatabase.MySql);
