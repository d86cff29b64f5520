using System.Net;
using System.Text;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Inventory.Tests;

public sealed class Stock_over_rest_on_sqlite(HostFixture host) : StockApiTests(host), IClassFixture<HostFixture>;

public sealed class Stock_over_rest_on_mysql(MySqlHostFixture host) : StockApiTests(host), IClassFixture<MySqlHostFixture>;

/// <summary>The warehouse as REST clients meet it; the same on every database.</summary>
public abstract class StockApiTests(HostFixtureOf host)
{
    private const string Stock = "/api/inventory/stock";

    private readonly string sku = "T-" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();

    [Fact]
    public async Task A_receipt_makes_a_stock_item_that_anybody_can_see_the_availability_of()
    {
        var staff = await host.StaffAsync();

        var received = (await ReceiveAsync(25)).MustBe(HttpStatusCode.Created);

        Assert.Equal($"{Stock}/{sku}/movements/1", received.Location);
        Assert.Equal(received.Body, (await staff.GetAsync(received.Location!)).MustBe(HttpStatusCode.OK).Body);
        Assert.Equal(staff.UserId, received.Json.GetProperty("madeBy").GetGuid());
        Assert.Equal((25, 0, 25), await StockOfAsync());
        var anybody = (await host.Anonymous.GetAsync($"/api/inventory/availability/{sku.ToLowerInvariant()}")).MustBe(HttpStatusCode.OK);
        Assert.Equal((sku, 25), (anybody.Json.GetProperty("sku").GetString(), anybody.Json.GetProperty("available").GetInt32()));
    }

    [Fact]
    public async Task Adjustments_go_up_and_down_but_not_below_nothing()
    {
        await ReceiveAsync(5);

        (await AdjustAsync(-2)).MustBe(HttpStatusCode.Created);
        (await AdjustAsync(4)).MustBe(HttpStatusCode.Created);
        (await AdjustAsync(-8)).MustBe(HttpStatusCode.Conflict, "inventory.below_reserved");

        Assert.Equal((7, 0, 7), await StockOfAsync());
    }

    [Fact]
    public async Task The_ledger_lists_every_movement_and_adds_up_to_the_stock()
    {
        var staff = await host.StaffAsync();
        await ReceiveAsync(5);
        await AdjustAsync(-2);
        await ReceiveAsync(7);

        var page = (await staff.GetAsync($"{Stock}/{sku}/movements?pageSize=2")).MustBe(HttpStatusCode.OK).Json;
        Assert.Equal(3, page.GetProperty("total").GetInt32());
        Assert.Equal([7, -2], page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("onHand").GetInt32()));
        Assert.Equal("adjustment", page.GetProperty("items")[1].GetProperty("kind").GetString());
        await MustAddUpAsync();
    }

    [Fact]
    public async Task Receipts_at_the_same_time_all_count_also_the_first_ones_of_a_sku()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ReceiveAsync(3)));

        Assert.All(answers, answer => answer.MustBe(HttpStatusCode.Created));
        Assert.Equal((36, 0, 36), await StockOfAsync());
        await MustAddUpAsync();
    }

    [Fact]
    public async Task The_same_idempotency_key_receives_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ReceiveAsync(3, sku)));

        Assert.Single(answers.Select(answer => answer.MustBe(HttpStatusCode.Created).Body).Distinct());
        (await ReceiveAsync(4, sku)).MustBe(HttpStatusCode.UnprocessableEntity, "idempotency.key_reused");
        Assert.Equal((3, 0, 3), await StockOfAsync());
    }

    [Fact]
    public async Task Stock_is_listed_searched_and_sorted()
    {
        var staff = await host.StaffAsync();
        await ReceiveAsync(5);
        await staff.PostAsync($"{Stock}/{sku}-B/receipts", new { quantity = 9, reason = "Delivery" });

        var listed = (await staff.GetAsync($"{Stock}?search={sku.ToLowerInvariant()}&sort=-available")).MustBe(HttpStatusCode.OK).Json;

        Assert.Equal([$"{sku}-B", sku], listed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sku").GetString()));
        Assert.Equal(0, (await staff.GetAsync($"{Stock}?search=T%25-")).Json.GetProperty("total").GetInt32());
        Assert.Equal(0, (await staff.GetAsync($"{Stock}?search=%C3%84")).Json.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_reservation_can_be_followed_from_reserve_to_release()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        var product = new
        {
            sku,
            name = "Mug",
            description = "",
            price = new { amount = "10.00", currency = "EUR" },
        };
        (await staff.PostAsync("/api/catalog/products", product)).MustBe(HttpStatusCode.Created);
        await ReceiveAsync(5);

        // The customer has no money, so what is reserved is released again.
        var order = (await customer.PostAsync("/api/orders", new { lines = new[] { new { sku, quantity = 2 } } })).MustBe(
            HttpStatusCode.Accepted
        );
        var reference = order.Location!.Split('/')[^1];
        var reservation = await Eventually.GetAsync(
            () => staff.GetAsync($"/api/inventory/reservations/{reference}"),
            answer => answer.Status == HttpStatusCode.OK && answer.Json.GetProperty("status").GetString() == "released"
        );

        Assert.Equal(
            ["reserve", "release"],
            reservation.Json.GetProperty("movements").EnumerateArray().Select(row => row.GetProperty("kind").GetString())
        );
        Assert.Equal((5, 0, 5), await StockOfAsync());
        await MustAddUpAsync();
        foreach (var filter in new[] { $"reference={reference}", $"sku={sku}", $"sku={sku}&status=released" })
        {
            var listed = (await staff.GetAsync($"/api/inventory/reservations?{filter}")).MustBe(HttpStatusCode.OK).Json;
            Assert.Equal(1, listed.GetProperty("total").GetInt32());
            Assert.Equal(2, listed.GetProperty("items")[0].GetProperty("lines")[0].GetProperty("quantity").GetInt32());
        }

        Assert.Equal(0, (await staff.GetAsync($"/api/inventory/reservations?sku={sku}&status=held")).Json.GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("receipts", """{"quantity":0,"reason":"R"}""")]
    [InlineData("receipts", """{"quantity":-1,"reason":"R"}""")]
    [InlineData("receipts", """{"quantity":10001,"reason":"R"}""")]
    [InlineData("receipts", """{"quantity":99999999999,"reason":"R"}""")]
    [InlineData("receipts", """{"quantity":1.5,"reason":"R"}""")]
    [InlineData("receipts", """{"quantity":"1","reason":"R"}""")]
    [InlineData("receipts", """{"quantity":1,"reason":""}""")]
    [InlineData("receipts", """{"quantity":1,"reason":"a\u0000b"}""")]
    [InlineData("receipts", """{"quantity":1}""")]
    [InlineData("receipts", """{"reason":"R"}""")]
    [InlineData("receipts", """{"quantity":1,"reason":"R","sku":"X"}""")]
    [InlineData("receipts", "{")]
    [InlineData("adjustments", """{"quantity":0,"reason":"R"}""")]
    [InlineData("adjustments", """{"quantity":10001,"reason":"R"}""")]
    [InlineData("adjustments", """{"quantity":-2147483648,"reason":"R"}""")]
    [InlineData("adjustments", """{"quantity":1,"reason":" "}""")]
    public async Task Bad_movements_are_refused_and_leave_no_row(string kind, string body)
    {
        var staff = await host.StaffAsync();
        await ReceiveAsync(1);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var answer = await staff.PostAsync($"{Stock}/{sku}/{kind}", content);

        Assert.NotNull(answer.MustBe(HttpStatusCode.BadRequest).Code);
        Assert.Equal((1, 0, 1), await StockOfAsync());
    }

    [Theory]
    [InlineData("A%20B")]
    [InlineData("-A")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task What_is_no_sku_cannot_be_received(string malformed)
    {
        var staff = await host.StaffAsync();

        (await staff.PostAsync($"{Stock}/{malformed}/receipts", new { quantity = 1, reason = "R" })).MustBe(HttpStatusCode.BadRequest);
        (await staff.GetAsync($"{Stock}/{malformed}")).MustBe(HttpStatusCode.NotFound, "inventory.stock_not_found");
    }

    [Fact]
    public async Task What_is_unknown_is_not_found()
    {
        var staff = await host.StaffAsync();
        (await AdjustAsync(1)).MustBe(HttpStatusCode.NotFound, "inventory.stock_not_found");
        foreach (var path in new[] { "", "/movements", "/movements/1", "/recount" })
        {
            (await staff.GetAsync($"{Stock}/{sku}{path}")).MustBe(HttpStatusCode.NotFound);
        }

        (await host.Anonymous.GetAsync($"/api/inventory/availability/{sku}")).MustBe(HttpStatusCode.NotFound, "inventory.stock_not_found");
        (await staff.GetAsync($"/api/inventory/reservations/{Guid.NewGuid()}")).MustBe(
            HttpStatusCode.NotFound,
            "inventory.reservation_not_found"
        );
        (await staff.GetAsync("/api/inventory/reservations/no-guid")).MustBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("reservations?status=gone")]
    [InlineData("reservations?status=9")]
    [InlineData("reservations?reference=x")]
    [InlineData("reservations?sku=%C3%84")]
    [InlineData("reservations?sort=x")]
    [InlineData("stock?search=a%00")]
    [InlineData("stock?pageSize=1000")]
    public async Task Bad_lists_are_refused(string query) =>
        Assert.NotNull((await (await host.StaffAsync()).GetAsync("/api/inventory/" + query)).MustBe(HttpStatusCode.BadRequest).Code);

    [Fact]
    public async Task Only_staff_see_and_move_stock()
    {
        await ReceiveAsync(5);
        var customer = await host.CustomerAsync();
        foreach (var (client, status) in new[] { (customer, HttpStatusCode.Forbidden), (host.Anonymous, HttpStatusCode.Unauthorized) })
        {
            foreach (
                var path in new[]
                {
                    Stock,
                    $"{Stock}/{sku}",
                    $"{Stock}/{sku}/movements",
                    $"{Stock}/{sku}/movements/1",
                    $"{Stock}/{sku}/recount",
                }
            )
            {
                (await client.GetAsync(path)).MustBe(status);
            }

            (await client.GetAsync("/api/inventory/reservations")).MustBe(status);
            (await client.GetAsync($"/api/inventory/reservations/{Guid.NewGuid()}")).MustBe(status);
            (await client.PostAsync($"{Stock}/{sku}/receipts", new { quantity = 1, reason = "R" })).MustBe(status);
            (await client.PostAsync($"{Stock}/{sku}/adjustments", new { quantity = 1, reason = "R" })).MustBe(status);
        }

        Assert.Equal((5, 0, 5), await StockOfAsync());
    }

    private async Task<Answer> ReceiveAsync(int quantity, string? key = null) =>
        await (await host.StaffAsync()).PostAsync($"{Stock}/{sku}/receipts", new { quantity, reason = "Delivery" }, key);

    private async Task<Answer> AdjustAsync(int quantity) =>
        await (await host.StaffAsync()).PostAsync($"{Stock}/{sku}/adjustments", new { quantity, reason = "Count" });

    private async Task<(int OnHand, int Reserved, int Available)> StockOfAsync()
    {
        var item = (await (await host.StaffAsync()).GetAsync($"{Stock}/{sku}")).MustBe(HttpStatusCode.OK).Json;
        return (Number(item, "onHand"), Number(item, "reserved"), Number(item, "available"));
    }

    private async Task MustAddUpAsync()
    {
        var counted = (await (await host.StaffAsync()).GetAsync($"{Stock}/{sku}/recount")).MustBe(HttpStatusCode.OK);
        Assert.True(counted.Json.GetProperty("matches").GetBoolean(), counted.Body);
    }

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
