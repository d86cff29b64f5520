using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Orders.Tests;

/// <summary>What the orders module promises over REST: who may place, see and cancel what, and what is refused.</summary>
public abstract class OrdersOverRestTests(HostFixtureOf host)
{
    [Fact]
    public async Task A_placed_order_can_be_watched_at_its_location()
    {
        var (cup, pot) = (await ProductAsync("12.50"), await ProductAsync("0.05"));
        var customer = await host.CustomerAsync();

        var placed = (await customer.PostAsync("/api/orders", Order((cup, 2), (pot.ToLowerInvariant(), 10_000)))).MustBe(
            HttpStatusCode.Accepted
        );

        Assert.Equal(["id", "placedAt", "status", "total"], placed.Json.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal("reserving", placed.Json.GetProperty("status").GetString());
        var read = (await customer.GetAsync(placed.Location!)).MustBe(HttpStatusCode.OK);
        Assert.NotNull(read.ETag);
        Assert.Equal(customer.UserId, read.Json.GetProperty("userId").GetGuid());
        Assert.Equal("""{"amount":"525.00","currency":"EUR"}""", JsonSerializer.Serialize(read.Json.GetProperty("total")));
        Assert.Equal("placed", read.Json.GetProperty("timeline")[0].GetProperty("what").GetString());
        var lines = read.Json.GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal([cup, pot], lines.Select(line => line.GetProperty("sku").GetString()));
        Assert.Equal([2, 10_000], lines.Select(line => line.GetProperty("quantity").GetInt32()));
        Assert.Equal("500.00", lines[1].GetProperty("total").GetProperty("amount").GetString());
        Assert.Equal("Product " + cup, lines[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_same_idempotency_key_places_one_order_however_often_it_comes()
    {
        var sku = await ProductAsync("1.00");
        var customer = await host.CustomerAsync();
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => customer.PostAsync("/api/orders", Order((sku, 1)), key)));

        Assert.All(answers, answer => answer.MustBe(HttpStatusCode.Accepted));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers.Select(answer => answer.Location).Distinct());
        (await customer.PostAsync("/api/orders", Order((sku, 2)), key)).MustBe(
            HttpStatusCode.UnprocessableEntity,
            "idempotency.key_reused"
        );
        Assert.Equal(1, await CountAsync(customer, "/api/orders"));
        // Somebody else's key of the same text is another key.
        var other = await host.CustomerAsync();
        (await other.PostAsync("/api/orders", Order((sku, 2)), key)).MustBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Unknown_and_archived_products_are_refused_by_name()
    {
        var (known, archived) = (await ProductAsync("1.00"), await ProductAsync("1.00"));
        var unknown = NewSku();
        (await (await host.StaffAsync()).PostIfMatchAsync($"/api/catalog/products/{archived}/archive", "*")).MustBe(HttpStatusCode.OK);
        var customer = await host.CustomerAsync();

        var refused = await customer.PostAsync("/api/orders", Order((known, 1), (archived, 1), (unknown, 1)));

        refused.MustBe(HttpStatusCode.UnprocessableEntity, "orders.unknown_products");
        var detail = refused.Json.GetProperty("detail").GetString();
        Assert.Contains(archived, detail, StringComparison.Ordinal);
        Assert.Contains(unknown, detail, StringComparison.Ordinal);
        Assert.DoesNotContain(known, detail, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(customer, "/api/orders"));
    }

    [Fact]
    public async Task Products_in_two_currencies_are_refused()
    {
        var (euros, dollars) = (await ProductAsync("1.00"), await ProductAsync("1.00", "USD"));
        var customer = await host.CustomerAsync();
        (await customer.PostAsync("/api/orders", Order((euros, 1), (dollars, 1)))).MustBe(
            HttpStatusCode.UnprocessableEntity,
            "orders.mixed_currencies"
        );
        Assert.Equal(0, await CountAsync(customer, "/api/orders"));
    }

    [Fact]
    public async Task All_faults_of_a_request_are_named_by_field()
    {
        var customer = await host.CustomerAsync();
        var refused = await customer.PostAsync("/api/orders", Order(("-", 1), ("CUP", 0)));
        refused.MustBe(HttpStatusCode.BadRequest, "validation.failed");
        Assert.Equal(
            ["lines[0].sku", "lines[1].quantity"],
            refused.Json.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order()
        );
        (await customer.PostAsync("/api/orders", Order(("CUP", 1), ("cup", 1)))).MustBe(HttpStatusCode.BadRequest, "validation.failed");
        (await customer.PostAsync("/api/orders", Order())).MustBe(HttpStatusCode.BadRequest, "validation.failed");
        (await customer.PostAsync("/api/orders", Order([.. Enumerable.Range(0, 51).Select(number => ("CUP" + number, 1))]))).MustBe(
            HttpStatusCode.BadRequest,
            "validation.failed"
        );
    }

    [Fact]
    public async Task Fifty_lines_are_fine()
    {
        var skus = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ProductAsync("1.00")));
        var customer = await host.CustomerAsync();
        var placed = (await customer.PostAsync("/api/orders", Order([.. skus.Select(sku => (sku, 1))]))).MustBe(HttpStatusCode.Accepted);
        var read = (await customer.GetAsync(placed.Location!)).MustBe(HttpStatusCode.OK);
        Assert.Equal(skus, read.Json.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("sku").GetString()!));
    }

    [Fact]
    public async Task To_others_an_order_does_not_exist()
    {
        var order = await PlaceAsync(await host.CustomerAsync());
        var stranger = await host.CustomerAsync();

        (await stranger.GetAsync($"/api/orders/{order}")).MustBe(HttpStatusCode.NotFound, "orders.not_found");
        (await stranger.PostAsync($"/api/orders/{order}/cancel")).MustBe(HttpStatusCode.NotFound, "orders.not_found");
        (await stranger.GetAsync($"/api/orders/{Guid.NewGuid()}")).MustBe(HttpStatusCode.NotFound, "orders.not_found");
        (await host.Anonymous.GetAsync($"/api/orders/{order}")).MustBe(HttpStatusCode.Unauthorized);
        (await host.Anonymous.PostAsync($"/api/orders/{order}/cancel")).MustBe(HttpStatusCode.Unauthorized);
        (await host.Anonymous.PostAsync("/api/orders", Order(("CUP", 1)))).MustBe(HttpStatusCode.Unauthorized);
        (await host.Anonymous.GetAsync("/api/orders")).MustBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Staff_see_and_cancel_the_orders_of_everybody()
    {
        var customer = await host.CustomerAsync();
        var order = await PlaceAsync(customer, stock: 1, money: "1.00");
        await StatusIsAsync(customer, order, "confirmed");
        var staff = await host.StaffAsync();

        (await staff.GetAsync($"/api/orders/{order}")).MustBe(HttpStatusCode.OK);
        (await staff.PostAsync($"/api/orders/{order}/cancel")).MustBe(HttpStatusCode.Accepted);

        var cancelled = await StatusIsAsync(customer, order, "cancelled");
        var request = cancelled
            .GetProperty("timeline")
            .EnumerateArray()
            .Single(entry => entry.GetProperty("what").GetString() == "cancelRequested");
        Assert.Equal("staff", request.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_rejected_order_cannot_be_cancelled()
    {
        var customer = await host.CustomerAsync();
        var order = await PlaceAsync(customer);
        var before = await StatusIsAsync(customer, order, "rejected");

        (await customer.PostAsync($"/api/orders/{order}/cancel")).MustBe(HttpStatusCode.Conflict, "orders.cannot_cancel");

        var after = (await customer.GetAsync($"/api/orders/{order}")).MustBe(HttpStatusCode.OK).Json;
        Assert.Equal(before.GetProperty("version").GetInt32(), after.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Customers_list_their_own_orders_and_nobody_elses()
    {
        var (customer, other) = (await host.CustomerAsync(), await host.CustomerAsync());
        var placed = new List<Guid>();
        for (var number = 0; number < 3; number++)
        {
            placed.Add(await PlaceAsync(customer));
        }

        var others = await PlaceAsync(other);
        foreach (var order in placed)
        {
            await StatusIsAsync(customer, order, "rejected");
        }

        Assert.Equal(placed.AsEnumerable().Reverse(), await ListAsync(customer, "/api/orders"));
        Assert.Equal(placed, await ListAsync(customer, "/api/orders?sort=placedAt"));
        Assert.Equal([placed[1]], await ListAsync(customer, "/api/orders?sort=placedAt&page=2&pageSize=1"));
        Assert.Equal(3, await CountAsync(customer, "/api/orders?pageSize=1"));
        Assert.Equal(3, await CountAsync(customer, "/api/orders?status=rejected"));
        Assert.Equal(0, await CountAsync(customer, "/api/orders?status=confirmed"));
        Assert.Equal(3, await CountAsync(customer, $"/api/orders?userId={customer.UserId}"));
        Assert.Equal([others], await ListAsync(other, "/api/orders?sort=-total"));
        (await customer.GetAsync($"/api/orders?userId={other.UserId}")).MustBe(HttpStatusCode.Forbidden, "orders.not_yours");
    }

    [Fact]
    public async Task Staff_list_the_orders_of_everybody_and_filter_them()
    {
        var customer = await host.CustomerAsync();
        var order = await PlaceAsync(customer);
        await StatusIsAsync(customer, order, "rejected");
        await PlaceAsync(await host.CustomerAsync());
        var staff = await host.StaffAsync();

        Assert.True(await CountAsync(staff, "/api/orders") >= 2);
        Assert.Equal([order], await ListAsync(staff, $"/api/orders?userId={customer.UserId}"));
        Assert.Equal([order], await ListAsync(staff, $"/api/orders?userId={customer.UserId}&status=rejected"));
        Assert.Empty(await ListAsync(staff, $"/api/orders?userId={customer.UserId}&status=cancelled"));
        var row = (await staff.GetAsync($"/api/orders?userId={customer.UserId}")).Json.GetProperty("items")[0];
        Assert.Equal("outOfStock", row.GetProperty("rejectionReason").GetString());
    }

    [Fact]
    public async Task Orders_are_found_by_the_time_they_were_placed()
    {
        var customer = await host.CustomerAsync();
        var placed = new List<Guid>();
        for (var number = 0; number < 3; number++)
        {
            placed.Add(await PlaceAsync(customer));
        }

        var staff = await host.StaffAsync();
        var all = $"/api/orders?sort=placedAt&userId={customer.UserId}";
        var times = (await staff.GetAsync(all))
            .MustBe(HttpStatusCode.OK)
            .Json.GetProperty("items")
            .EnumerateArray()
            .Select(row => row.GetProperty("placedAt").GetDateTime())
            .ToList();

        Assert.Equal(placed[1..], await ListAsync(staff, $"{all}&from={Time(times[1], 0)}"));
        Assert.Equal(placed[..1], await ListAsync(staff, $"{all}&to={Time(times[1], 0)}"));
        Assert.Equal([placed[1]], await ListAsync(staff, $"{all}&from={Time(times[1], 0)}&to={Time(times[2], 0)}"));
        Assert.Equal([placed[1]], await ListAsync(staff, $"{all}&from={Time(times[1], 5)}&to={Time(times[2], -3)}"));
        Assert.Equal(placed[2..], await ListAsync(customer, $"/api/orders?from={Time(times[2], 1)}"));
        Assert.Empty(await ListAsync(staff, $"{all}&from={Time(times[1], 0)}&to={Time(times[1], 0)}"));

        static string Time(DateTime time, int hoursFromUtc) =>
            Uri.EscapeDataString(new DateTimeOffset(time).ToOffset(TimeSpan.FromHours(hoursFromUtc)).ToString("O"));
    }

    [Theory]
    [InlineData("status=lost")]
    [InlineData("status=99")]
    [InlineData("status=3")]
    [InlineData("status=Rejected")]
    [InlineData("userId=me")]
    [InlineData("from=yesterday")]
    [InlineData("to=2026-02-30T00:00:00Z")]
    [InlineData("from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z")]
    [InlineData("page=0")]
    [InlineData("page=two")]
    [InlineData("pageSize=101")]
    [InlineData("sort=colour")]
    public async Task A_list_that_makes_no_sense_is_refused(string query)
    {
        var refused = (await (await host.StaffAsync()).GetAsync("/api/orders?" + query)).MustBe(HttpStatusCode.BadRequest);
        Assert.NotNull(refused.Code);
    }

    private static object Order(params (string Sku, int Quantity)[] lines) =>
        new { lines = lines.Select(line => new { sku = line.Sku, quantity = line.Quantity }) };

    private static string NewSku() => "ORD-" + Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();

    private static async Task<long> CountAsync(Client client, string list) =>
        (await client.GetAsync(list)).MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt64();

    private static async Task<IEnumerable<Guid>> ListAsync(Client client, string list) =>
        (await client.GetAsync(list))
            .MustBe(HttpStatusCode.OK)
            .Json.GetProperty("items")
            .EnumerateArray()
            .Select(row => row.GetProperty("id").GetGuid());

    private static async Task<JsonElement> StatusIsAsync(Client client, Guid order, string status) =>
        (
            await Eventually.GetAsync(
                () => client.GetAsync($"/api/orders/{order}"),
                answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("status").GetString() == status,
                TimeSpan.FromMinutes(1),
                "The order " + status
            )
        ).Json;

    private async Task<string> ProductAsync(string price, string currency = "EUR")
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
    private async Task<Guid> PlaceAsync(Client customer, int stock = 0, string? money = null)
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

public sealed class OrdersOverRestOnSqliteTests(HostFixture host) : OrdersOverRestTests(host), IClassFixture<HostFixture>;

public sealed class OrdersOverRestOnMySqlTests(MySqlHostFixture host) : OrdersOverRestTests(host), IClassFixture<MySqlHostFixture>;
