using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>One order through six modules: forward, and back from wherever it was.</summary>
public abstract class OrderFlowTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task An_order_that_can_be_paid_and_delivered_is_confirmed()
    {
        var (cup, pot) = (await shop.ProductAsync("12.50", 5), await shop.ProductAsync("0.99", 20));
        var customer = await shop.CustomerAsync("100.00");

        var id = await Shop.OrderAsync(customer, (cup, 2), (pot, 20));
        var order = await Shop.OrderIsAsync(customer, id, "confirmed");

        Assert.Equal(["placed", "stockReserved", "chargeTaken", "stockCommitted", "confirmed"], Shop.TimelineOf(order));
        Assert.Equal("44.80", order.GetProperty("total").GetProperty("amount").GetString());
        Assert.Equal([cup, pot], order.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("sku").GetString()));
        await shop.StockMustBeAsync(cup, onHand: 3, reserved: 0);
        await shop.StockMustBeAsync(pot, onHand: 0, reserved: 0);
        Assert.Equal(55.20m, await Shop.MoneyOfAsync(customer));
        Assert.Equal(["orders.confirmed"], await shop.NotificationsAboutAsync(id, 1));
        await shop.LedgerMustBalanceAsync();
    }

    [Fact]
    public async Task The_customer_finds_the_notification_in_a_list_of_their_own()
    {
        var sku = await shop.ProductAsync("1.00", 1);
        var customer = await shop.CustomerAsync("1.00");
        var id = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, id, "confirmed");
        await shop.NotificationsAboutAsync(id, 1);

        var mine = (await customer.GetAsync("/api/notifications/me")).MustBe(HttpStatusCode.OK).Json.GetProperty("items");

        var notification = Assert.Single(mine.EnumerateArray());
        Assert.Contains(id.ToString(), notification.ToString(), StringComparison.Ordinal);
        var stranger = await shop.CustomerAsync();
        Assert.Equal(0, (await stranger.GetAsync("/api/notifications/me")).MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task An_order_keeps_the_name_and_price_that_it_was_placed_with()
    {
        var sku = await shop.ProductAsync("10.00", 1);
        var customer = await shop.CustomerAsync("10.00");
        var id = await Shop.OrderAsync(customer, (sku, 1));
        var dearer = new
        {
            name = "Renamed",
            description = "",
            price = new { amount = "99.00", currency = "EUR" },
        };
        (await (await host.StaffAsync()).PutAsync($"/api/catalog/products/{sku}", dearer, "*")).MustBe(HttpStatusCode.OK);

        var order = await Shop.OrderIsAsync(customer, id, "confirmed");

        var line = Assert.Single(order.GetProperty("lines").EnumerateArray());
        Assert.Equal("Product " + sku, line.GetProperty("name").GetString());
        Assert.Equal(10m, Shop.AmountOf(line.GetProperty("unitPrice")));
        Assert.Equal(0m, await Shop.MoneyOfAsync(customer));
    }

    [Fact]
    public async Task An_order_of_which_one_line_is_out_of_stock_is_rejected_and_reserves_nothing()
    {
        var (plenty, scarce) = (await shop.ProductAsync("5.00", 10), await shop.ProductAsync("5.00", 1));
        var customer = await shop.CustomerAsync("100.00");

        var id = await Shop.OrderAsync(customer, (plenty, 3), (scarce, 2));
        var order = await Shop.OrderIsAsync(customer, id, "rejected");

        Assert.Equal("outOfStock", order.GetProperty("rejectionReason").GetString());
        Assert.Equal(["placed", "stockRefused", "rejected"], Shop.TimelineOf(order));
        Assert.Contains(scarce, order.GetProperty("timeline")[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        await shop.StockMustBeAsync(plenty, onHand: 10, reserved: 0);
        await shop.StockMustBeAsync(scarce, onHand: 1, reserved: 0);
        Assert.Equal(100m, await Shop.MoneyOfAsync(customer));
        Assert.Equal(["orders.rejected"], await shop.NotificationsAboutAsync(id, 1));
    }

    [Fact]
    public async Task A_product_that_was_never_in_stock_is_out_of_stock()
    {
        var sku = await shop.ProductAsync("5.00", 0);
        var customer = await shop.CustomerAsync("100.00");
        var order = await Shop.OrderIsAsync(customer, await Shop.OrderAsync(customer, (sku, 1)), "rejected");
        Assert.Equal("outOfStock", order.GetProperty("rejectionReason").GetString());
    }

    [Theory]
    [InlineData("0", "EUR")]
    [InlineData("9.99", "EUR")]
    [InlineData("500.00", "USD")]
    public async Task An_order_that_the_account_cannot_pay_is_rejected_and_its_stock_is_free_again(string money, string currency)
    {
        var sku = await shop.ProductAsync("5.00", 2);
        var customer = await shop.CustomerAsync(money, currency);

        var id = await Shop.OrderAsync(customer, (sku, 2));
        var order = await Shop.OrderIsAsync(customer, id, "rejected");

        Assert.Equal("insufficientFunds", order.GetProperty("rejectionReason").GetString());
        Assert.Equal(["placed", "stockReserved", "chargeRefused"], Shop.TimelineOf(order).Take(3));
        Assert.Equal("rejected", Shop.TimelineOf(order).Last());
        await shop.StockMustBeAsync(sku, onHand: 2, reserved: 0);
        Assert.Equal(decimal.Parse(money, System.Globalization.CultureInfo.InvariantCulture), await Shop.MoneyOfAsync(customer));
        Assert.Equal(["orders.rejected"], await shop.NotificationsAboutAsync(id, 1));
        await shop.LedgerMustBalanceAsync();
    }

    [Fact]
    public async Task Cancelled_after_confirmation_the_money_and_the_goods_are_back()
    {
        var sku = await shop.ProductAsync("5.00", 10);
        var customer = await shop.CustomerAsync("20.00");
        var id = await Shop.OrderAsync(customer, (sku, 4));
        await Shop.OrderIsAsync(customer, id, "confirmed");
        await shop.StockMustBeAsync(sku, onHand: 6, reserved: 0);
        Assert.Equal(0m, await Shop.MoneyOfAsync(customer));

        (await customer.PostAsync($"/api/orders/{id}/cancel")).MustBe(HttpStatusCode.Accepted);
        var order = await Shop.OrderIsAsync(customer, id, "cancelled");

        Assert.Equal("cancelled", Shop.TimelineOf(order).Last());
        await shop.StockMustBeAsync(sku, onHand: 10, reserved: 0);
        Assert.Equal(20m, await Shop.MoneyOfAsync(customer));
        Assert.Equal(["orders.cancelled", "orders.confirmed"], await shop.NotificationsAboutAsync(id, 2));
        await shop.LedgerMustBalanceAsync();
        (await customer.PostAsync($"/api/orders/{id}/cancel")).MustBe(HttpStatusCode.Conflict, "orders.cannot_cancel");
    }

    [Fact]
    public async Task Cancelled_at_whatever_moment_nothing_stays_held()
    {
        const int Orders = 20;
        var sku = await shop.ProductAsync("1.00", 100);
        var customer = await shop.CustomerAsync("100.00");

        // Cancelling races with fulfilment, so that it meets the order at another step each time.
        var settled = await Task.WhenAll(
            Enumerable
                .Range(0, Orders)
                .Select(async number =>
                {
                    var id = await Shop.OrderAsync(customer, (sku, 1));
                    for (var read = 0; read < number % 5; read++)
                    {
                        (await customer.GetAsync($"/api/orders/{id}")).MustBe(HttpStatusCode.OK);
                    }

                    (await customer.PostAsync($"/api/orders/{id}/cancel")).MustBe(HttpStatusCode.Accepted);
                    return await Shop.OrderIsAsync(customer, id, "cancelled");
                })
        );

        Assert.All(settled, order => Assert.Single(Shop.TimelineOf(order), what => what == "cancelled"));
        await shop.StockMustBeAsync(sku, onHand: 100, reserved: 0);
        Assert.Equal(100m, await Shop.MoneyOfAsync(customer));
        await shop.LedgerMustBalanceAsync();
    }

    [Fact]
    public async Task Cancelled_twice_at_once_it_is_cancelled_once()
    {
        var sku = await shop.ProductAsync("1.00", 3);
        var customer = await shop.CustomerAsync("3.00");
        var id = await Shop.OrderAsync(customer, (sku, 3));
        await Shop.OrderIsAsync(customer, id, "confirmed");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => customer.PostAsync($"/api/orders/{id}/cancel")));

        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict }));
        var order = await Shop.OrderIsAsync(customer, id, "cancelled");
        Assert.Single(Shop.TimelineOf(order), what => what == "cancelRequested");
        await shop.StockMustBeAsync(sku, onHand: 3, reserved: 0);
        Assert.Equal(3m, await Shop.MoneyOfAsync(customer));
    }
}

[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class OrderFlowOnSqliteTests(BehaviourHostFixture host) : OrderFlowTests(host);

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class OrderFlowOnMySqlTests(BehaviourMySqlHostFixture host) : OrderFlowTests(host);
