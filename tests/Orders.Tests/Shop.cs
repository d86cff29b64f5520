using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Orders.Tests;

/// <summary>What tests of orders over REST arrange, and wait for.</summary>
internal sealed class Shop(HostFixtureOf host)
{
    /// <summary>An order as a client sends it.</summary>
    public static object Order(params (string Sku, int Quantity)[] lines) =>
        new { lines = lines.Select(line => new { sku = line.Sku, quantity = line.Quantity }) };

    /// <summary>The SKU of a product that there is not yet.</summary>
    public static string NewSku() => "ORD-" + Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();

    /// <summary>Waits until the order stands there.</summary>
    public static async Task<JsonElement> StatusIsAsync(Client client, Guid order, string status) =>
        (
            await Eventually.GetAsync(
                () => client.GetAsync($"/api/orders/{order}"),
                answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("status").GetString() == status,
                TimeSpan.FromMinutes(1),
                "The order " + status
            )
        ).Json;

    /// <summary>Puts a new product on sale.</summary>
    public async Task<string> ProductAsync(string price, string currency = "EUR")
    {
        var sku = NewSku();
        var product = new
        {
            sku,
            name = "Product " + sku,
            description = "",
            price = new { amount = price, currency },
        };
        (await (await host.StaffAsync()).PostAsync("/api/catalog/products", product)).MustBe(HttpStatusCode.Created);
        return sku;
    }

    /// <summary>Places an order of one piece for 1.00; without stock it will be rejected.</summary>
    public async Task<Guid> PlaceAsync(Client customer, int stock = 0, string? money = null)
    {
        var sku = await ProductAsync("1.00");
        var staff = await host.StaffAsync();
        if (stock > 0)
        {
            await Eventually.GetAsync(
                () => staff.PostAsync($"/api/inventory/stock/{sku}/receipts", new { quantity = stock, reason = "For a test" }),
                answer => answer.Status == HttpStatusCode.Created,
                what: "A receipt"
            );
        }

        if (money is not null)
        {
            var deposit = new
            {
                userId = customer.UserId,
                amount = new { amount = money, currency = "EUR" },
                reason = "For a test",
            };
            (await staff.PostAsync("/api/payments/deposits", deposit)).MustBe(HttpStatusCode.Created);
        }

        var placed = (await customer.PostAsync("/api/orders", Order((sku, 1)))).MustBe(HttpStatusCode.Accepted);
        return placed.Json.GetProperty("id").GetGuid();
    }
}
