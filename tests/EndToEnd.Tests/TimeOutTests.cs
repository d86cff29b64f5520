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
            var waiting = await Shop.OrderIsAsync(customer, id, "rejecting");
            Assert.Equal(["placed", "stockReserved", "stepTimedOut"], Shop.TimelineOf(waiting).Take(3));
            // The timer began with the step before, but this one has all its own time.
            var times = waiting.GetProperty("timeline").EnumerateArray().Select(entry => entry.GetProperty("at").GetDateTime()).ToList();
            Assert.True(times[2] - times[1] >= ImpatientHostFixtureOf.StepTimeLimit, waiting.ToString());
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

/// <summary>A host whose orders wait no longer than a test does.</summary>
public sealed class ImpatientHostFixture() : ImpatientHostFixtureOf(TestDatabase.Sqlite);

/// <inheritdoc cref="ImpatientHostFixture" />
public sealed class ImpatientMySqlHostFixture() : ImpatientHostFixtureOf(TestDatabase.MySql);

public abstract class ImpatientHostFixtureOf(TestDatabase database) : HostFixtureOf(database)
{
    public static readonly TimeSpan StepTimeLimit = TimeSpan.FromSeconds(5);

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [.. CrowdedMachine.Settings, new("orders__StepTimeLimit", StepTimeLimit.ToString("c"))];

    /// <summary>The first orders are slow where every process meets them for the first time; the tests begin when one was in time.</summary>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var shop = new Shop(this);
        var sku = await shop.ProductAsync("1.00", 100);
        var customer = await shop.CustomerAsync("100.00");
        await Eventually.GetAsync(
            async () => await Shop.OrderIsSettledAsync(customer, await Shop.OrderAsync(customer, (sku, 1))),
            order => order.GetProperty("status").GetString() == "confirmed",
            TimeSpan.FromMinutes(3),
            "An order that is confirmed in time"
        );
    }
}

[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class TimeOutOnSqliteTests(ImpatientHostFixture host) : TimeOutTests(host), IClassFixture<ImpatientHostFixture>;

[Trait(Topology.Suite, Topology.Every)]
public sealed class TimeOutOnMySqlTests(ImpatientMySqlHostFixture host) : TimeOutTests(host), IClassFixture<ImpatientMySqlHostFixture>;
