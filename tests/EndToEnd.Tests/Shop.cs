using System.Globalization;
using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>What tests of orders arrange and look at, over REST alone: so it holds in whatever way the modules are spread.</summary>
internal sealed class Shop(HostFixtureOf host)
{
    // 50 orders at once on a small machine take their time; a limit is there to end what would never end.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Puts a new product on sale, with pieces on stock.</summary>
    public async Task<string> ProductAsync(string price, int pieces, string currency = "EUR")
    {
        // With a dot: nothing may take what follows for the extension of a file.
        var sku = "E2E." + Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();
        var product = new
        {
            sku,
            name = "Product " + sku,
            description = "Made for a test.",
            price = new { amount = price, currency },
        };
        var staff = await host.StaffAsync();
        (await staff.PostAsync("/api/catalog/products", product)).MustBe(HttpStatusCode.Created);
        // The inventory hears of products by itself, a moment later, or makes the item with its first receipt.
        if (pieces > 0)
        {
            await Eventually.GetAsync(
                () => staff.PostAsync($"/api/inventory/stock/{sku}/receipts", new { quantity = pieces, reason = "Delivered for a test" }),
                answer => answer.Status == HttpStatusCode.Created,
                what: "A receipt for " + sku
            );
        }

        return sku;
    }

    /// <summary>A new customer with money on the account.</summary>
    public async Task<Client> CustomerAsync(string money = "0", string currency = "EUR")
    {
        var customer = await host.CustomerAsync();
        if (money != "0")
        {
            var deposit = new
            {
                userId = customer.UserId,
                amount = new { amount = money, currency },
                reason = "Paid in for a test",
            };
            (await (await host.StaffAsync()).PostAsync("/api/payments/deposits", deposit)).MustBe(HttpStatusCode.Created);
        }

        return customer;
    }

    /// <summary>Places an order.</summary>
    public static async Task<Guid> OrderAsync(Client customer, params (string Sku, int Quantity)[] lines)
    {
        var order = new { lines = lines.Select(line => new { sku = line.Sku, quantity = line.Quantity }) };
        var placed = (await customer.PostAsync("/api/orders", order)).MustBe(HttpStatusCode.Accepted);
        var id = placed.Json.GetProperty("id").GetGuid();
        Assert.EndsWith($"/api/orders/{id}", placed.Location, StringComparison.Ordinal);
        return id;
    }

    /// <summary>Waits until the order stands where it should.</summary>
    public static async Task<JsonElement> OrderIsAsync(Client customer, Guid order, string status)
    {
        var answer = await Eventually.GetAsync(
            () => customer.GetAsync($"/api/orders/{order}"),
            answer => StatusOf(answer.MustBe(HttpStatusCode.OK)) == status,
            Patience,
            $"The order {status}"
        );
        return answer.Json;
    }

    /// <summary>Waits until nothing moves the order any more.</summary>
    public static async Task<JsonElement> OrderIsSettledAsync(Client customer, Guid order)
    {
        var answer = await Eventually.GetAsync(
            () => customer.GetAsync($"/api/orders/{order}"),
            answer => StatusOf(answer.MustBe(HttpStatusCode.OK)) is "confirmed" or "rejected" or "cancelled",
            Patience,
            "The order settled"
        );
        return answer.Json;
    }

    /// <summary>What the timeline says, in its order.</summary>
    public static IEnumerable<string> TimelineOf(JsonElement order) =>
        order.GetProperty("timeline").EnumerateArray().Select(entry => entry.GetProperty("what").GetString()!);

    /// <summary>What the customer's account holds.</summary>
    public static async Task<decimal> MoneyOfAsync(Client customer)
    {
        var accounts = (await customer.GetAsync("/api/payments/accounts/me")).MustBe(HttpStatusCode.OK).Json.GetProperty("items");
        return accounts.EnumerateArray().Sum(account => AmountOf(account.GetProperty("balance")));
    }

    /// <summary>The number that a money object stands for.</summary>
    public static decimal AmountOf(JsonElement money) =>
        decimal.Parse(money.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>Insists on the pieces on hand and reserved, and that the movements come to the same.</summary>
    public async Task StockMustBeAsync(string sku, int onHand, int reserved)
    {
        var staff = await host.StaffAsync();
        var stock = (await staff.GetAsync($"/api/inventory/stock/{sku}")).MustBe(HttpStatusCode.OK).Json;
        Assert.Equal(
            (onHand, reserved, onHand - reserved),
            (stock.GetProperty("onHand").GetInt32(), stock.GetProperty("reserved").GetInt32(), stock.GetProperty("available").GetInt32())
        );
        var recount = (await staff.GetAsync($"/api/inventory/stock/{sku}/recount")).MustBe(HttpStatusCode.OK).Json;
        Assert.True(recount.GetProperty("matches").GetBoolean(), recount.ToString());
    }

    /// <summary>Insists that no money has appeared or gone.</summary>
    public async Task LedgerMustBalanceAsync()
    {
        var check = (await (await host.StaffAsync()).GetAsync("/api/payments/ledger/check")).MustBe(HttpStatusCode.OK).Json;
        Assert.True(check.GetProperty("balanced").GetBoolean(), check.ToString());
    }

    /// <summary>Waits until the customer has been told so often about the order, and returns the templates used.</summary>
    public async Task<IReadOnlyList<string>> NotificationsAboutAsync(Guid order, int count)
    {
        var staff = await host.StaffAsync();
        var answer = await Eventually.GetAsync(
            () => staff.GetAsync($"/api/notifications?cause={order}"),
            answer =>
                answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items") is var items
                && items.GetArrayLength() >= count
                && items.EnumerateArray().All(item => item.GetProperty("status").GetString() == "sent"),
            Patience,
            $"{count} notifications sent"
        );
        return [.. answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("template").GetString()!).Order()];
    }

    private static string? StatusOf(Answer answer) => answer.Json.GetProperty("status").GetString();
}
