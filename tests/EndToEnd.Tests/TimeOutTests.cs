using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A module that does not answer: the order gives up in time, and whatever comes late is given back.</summary>
public abstract class TimeOutTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task An_order_whose_stock_nobody_reserves_is_rejected_and_what_is_reserved_late_is_released()
    {
        var sku = await shop.ProductAsync("5.00", 3);
        var customer = await shop.CustomerAsync("15.00");

        Guid id;
        await using (await ModuleData.Of(host).HangAsync("inventory"))
        {
            id = await Shop.OrderAsync(customer, (sku, 3));
            await LetStepEndAsync(id);
            await Shop.OrderIsAsync(customer, id, "rejecting");
        }

        var order = await Shop.OrderIsAsync(customer, id, "rejected");
        Assert.Equal("timedOut", order.GetProperty("rejectionReason").GetString());
        Assert.Equal(["placed", "stepTimedOut"], Shop.TimelineOf(order).Take(2));
        Assert.Equal(["orders.rejected"], await shop.NotificationsAboutAsync(id, 1));
        await EverythingMustBeBackAsync(sku, 3, customer, 15m);
    }

    [Fact]
    public async Task An_order_whose_payment_nobody_takes_is_rejected_and_what_is_taken_late_is_refunded()
    {
        var sku = await shop.ProductAsync("5.00", 3);
        var customer = await shop.CustomerAsync("15.00");

        Guid id;
        await using (await ModuleData.Of(host).HangAsync("payments"))
        {
            id = await Shop.OrderAsync(customer, (sku, 3));
            await Shop.OrderIsAsync(customer, id, "paying");
            await LetStepEndAsync(id);
            var waiting = await Shop.OrderIsAsync(customer, id, "rejecting");
            Assert.Equal(["placed", "stockReserved", "stepTimedOut"], Shop.TimelineOf(waiting).Take(3));
        }

        var order = await Shop.OrderIsAsync(customer, id, "rejected");
        Assert.Equal("timedOut", order.GetProperty("rejectionReason").GetString());
        await EverythingMustBeBackAsync(sku, 3, customer, 15m);
    }

    [Fact]
    public async Task Giving_back_is_asked_for_again_until_it_is_answered()
    {
        var sku = await shop.ProductAsync("5.00", 3);
        var customer = await shop.CustomerAsync("15.00");
        var id = await Shop.OrderAsync(customer, (sku, 3));
        await Shop.OrderIsAsync(customer, id, "confirmed");

        await using (await ModuleData.Of(host).HangAsync("payments"))
        {
            (await customer.PostAsync($"/api/orders/{id}/cancel")).MustBe(HttpStatusCode.Accepted);
            await LetStepEndAsync(id);
            await Eventually.GetAsync(
                () => customer.GetAsync($"/api/orders/{id}"),
                answer => Shop.TimelineOf(answer.Json).Contains("givingBackRepeated"),
                what: "A second attempt to give back"
            );
        }

        var order = await Shop.OrderIsAsync(customer, id, "cancelled");
        Assert.Single(Shop.TimelineOf(order), what => what == "chargeRefunded");
        await EverythingMustBeBackAsync(sku, 3, customer, 15m);
    }

    /// <summary>As if the step that the order is in had begun a week ago: its timer is due, and it has had all its time.</summary>
    private async Task LetStepEndAsync(Guid order)
    {
        var ago = ModuleTables.Text(DateTime.UtcNow - TimeSpan.FromDays(7));
        var orders = host.TablesOf("orders");
        await orders.ExecuteAsync($"UPDATE order_timeline SET `at` = {ago} WHERE order_id = '{order}'");
        await orders.ExecuteAsync(
            $"UPDATE outbox SET due_at = {ago} WHERE service_name = 'orders_step_timed_out' AND body LIKE '%{order}%'"
        );
    }

    /// <summary>Late messages may still be on their way when the order is settled; where they lead to is what counts.</summary>
    private async Task EverythingMustBeBackAsync(string sku, int pieces, Client customer, decimal money)
    {
        var staff = await host.StaffAsync();
        await Eventually.GetAsync(
            () => staff.GetAsync($"/api/inventory/reservations?status=held"),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() == 0,
            what: "No reservation held"
        );
        await shop.StockMustBeAsync(sku, pieces, reserved: 0);
        Assert.Equal(money, await Shop.MoneyOfAsync(customer));
        await shop.LedgerMustBalanceAsync();
    }
}

[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class TimeOutOnSqliteTests(BehaviourHostFixture host) : TimeOutTests(host);

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class TimeOutOnMySqlTests(BehaviourMySqlHostFixture host) : TimeOutTests(host);
