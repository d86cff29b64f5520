using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Orders.Tests;

/// <summary>What the orders module promises over REST: who may place, see and cancel what, and what is refused.</summary>
public abstract class OrdersOverRestTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task A_placed_order_can_be_watched_at_its_location()
    {
        var (cup, pot) = (await shop.ProductAsync("12.50"), await shop.ProductAsync("0.05"));
        var customer = await host.CustomerAsync();

        var placed = (await customer.PostAsync("/api/orders", Shop.Order((cup, 2), (pot.ToLowerInvariant(), 10_000)))).MustBe(
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
        var sku = await shop.ProductAsync("1.00");
        var customer = await host.CustomerAsync();
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => customer.PostAsync("/api/orders", Shop.Order((sku, 1)), key)));

        Assert.All(answers, answer => answer.MustBe(HttpStatusCode.Accepted));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers.Select(answer => answer.Location).Distinct());
        (await customer.PostAsync("/api/orders", Shop.Order((sku, 2)), key)).MustBe(
            HttpStatusCode.UnprocessableEntity,
            "idempotency.key_reused"
        );
        Assert.Equal(1, await CountAsync(customer, "/api/orders"));
        // Somebody else's key of the same text is another key.
        var other = await host.CustomerAsync();
        (await other.PostAsync("/api/orders", Shop.Order((sku, 2)), key)).MustBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Unknown_and_archived_products_are_refused_by_name()
    {
        var (known, archived) = (await shop.ProductAsync("1.00"), await shop.ProductAsync("1.00"));
        var unknown = Shop.NewSku();
        (await (await host.StaffAsync()).PostIfMatchAsync($"/api/catalog/products/{archived}/archive", "*")).MustBe(HttpStatusCode.OK);
        var customer = await host.CustomerAsync();

        var refused = await customer.PostAsync("/api/orders", Shop.Order((known, 1), (archived, 1), (unknown, 1)));

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
        var (euros, dollars) = (await shop.ProductAsync("1.00"), await shop.ProductAsync("1.00", "USD"));
        var customer = await host.CustomerAsync();
        (await customer.PostAsync("/api/orders", Shop.Order((euros, 1), (dollars, 1)))).MustBe(
            HttpStatusCode.UnprocessableEntity,
            "orders.mixed_currencies"
        );
        Assert.Equal(0, await CountAsync(customer, "/api/orders"));
    }

    [Fact]
    public async Task All_faults_of_a_request_are_named_by_field()
    {
        var customer = await host.CustomerAsync();
        var refused = await customer.PostAsync("/api/orders", Shop.Order(("-", 1), ("CUP", 0)));
        refused.MustBe(HttpStatusCode.BadRequest, "validation.failed");
        Assert.Equal(
            ["lines[0].sku", "lines[1].quantity"],
            refused.Json.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order()
        );
        (await customer.PostAsync("/api/orders", Shop.Order(("CUP", 1), ("cup", 1)))).MustBe(
            HttpStatusCode.BadRequest,
            "validation.failed"
        );
        (await customer.PostAsync("/api/orders", Shop.Order())).MustBe(HttpStatusCode.BadRequest, "validation.failed");
        (await customer.PostAsync("/api/orders", Shop.Order([.. Enumerable.Range(0, 51).Select(number => ("CUP" + number, 1))]))).MustBe(
            HttpStatusCode.BadRequest,
            "validation.failed"
        );
    }

    [Fact]
    public async Task Fifty_lines_are_fine()
    {
        var skus = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shop.ProductAsync("1.00")));
        var customer = await host.CustomerAsync();
        var placed = (await customer.PostAsync("/api/orders", Shop.Order([.. skus.Select(sku => (sku, 1))]))).MustBe(
            HttpStatusCode.Accepted
        );
        var read = (await customer.GetAsync(placed.Location!)).MustBe(HttpStatusCode.OK);
        Assert.Equal(skus, read.Json.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("sku").GetString()!));
    }

    [Fact]
    public async Task To_others_an_order_does_not_exist()
    {
        var order = await shop.PlaceAsync(await host.CustomerAsync());
        var stranger = await host.CustomerAsync();

        (await stranger.GetAsync($"/api/orders/{order}")).MustBe(HttpStatusCode.NotFound, "orders.not_found");
        (await stranger.PostAsync($"/api/orders/{order}/cancel")).MustBe(HttpStatusCode.NotFound, "orders.not_found");
        (await stranger.GetAsync($"/api/orders/{Guid.NewGuid()}")).MustBe(HttpStatusCode.NotFound, "orders.not_found");
        (await host.Anonymous.GetAsync($"/api/orders/{order}")).MustBe(HttpStatusCode.Unauthorized);
        (await host.Anonymous.PostAsync($"/api/orders/{order}/cancel")).MustBe(HttpStatusCode.Unauthorized);
        (await host.Anonymous.PostAsync("/api/orders", Shop.Order(("CUP", 1)))).MustBe(HttpStatusCode.Unauthorized);
        (await host.Anonymous.GetAsync("/api/orders")).MustBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Staff_see_and_cancel_the_orders_of_everybody()
    {
        var customer = await host.CustomerAsync();
        var order = await shop.PlaceAsync(customer, stock: 1, money: "1.00");
        await Shop.StatusIsAsync(customer, order, "confirmed");
        var staff = await host.StaffAsync();

        (await staff.GetAsync($"/api/orders/{order}")).MustBe(HttpStatusCode.OK);
        (await staff.PostAsync($"/api/orders/{order}/cancel")).MustBe(HttpStatusCode.Accepted);

        var cancelled = await Shop.StatusIsAsync(customer, order, "cancelled");
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
        var order = await shop.PlaceAsync(customer);
        var before = await Shop.StatusIsAsync(customer, order, "rejected");

        (await customer.PostAsync($"/api/orders/{order}/cancel")).MustBe(HttpStatusCode.Conflict, "orders.cannot_cancel");

        var after = (await customer.GetAsync($"/api/orders/{order}")).MustBe(HttpStatusCode.OK).Json;
        Assert.Equal(before.GetProperty("version").GetInt32(), after.GetProperty("version").GetInt32());
    }

    private static async Task<long> CountAsync(Client client, string list) =>
        (await client.GetAsync(list)).MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt64();
}

public sealed class OrdersOverRestOnSqliteTests(HostFixture host) : OrdersOverRestTests(host), IClassFixture<HostFixture>;

public sealed class OrdersOverRestOnMySqlTests(MySqlHostFixture host) : OrdersOverRestTests(host), IClassFixture<MySqlHostFixture>;
