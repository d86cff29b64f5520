using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>Many customers at once, and fewer goods or less money than they want.</summary>
public abstract class CrowdTests(HostFixtureOf host)
{
    private const int Crowd = 50;
    private const decimal Price = 7.50m;

    private readonly Shop shop = new(host);

    [Fact]
    public async Task Of_50_customers_for_the_last_10_pieces_exactly_10_get_one_and_nobody_else_has_paid()
    {
        var sku = await shop.ProductAsync("7.50", 10);
        var customers = await CustomersAsync(Crowd, _ => "7.50");

        var orders = await OrderAllAtOnceAsync([.. customers.Select(customer => (customer, 1))], sku);

        Assert.Equal(10, orders.Count(order => order.Status == "confirmed"));
        Assert.Equal(40, orders.Count(order => order.Status == "rejected"));
        Assert.All(orders.Where(order => order.Status == "rejected"), order => Assert.Equal("outOfStock", order.Reason));
        await shop.StockMustBeAsync(sku, onHand: 0, reserved: 0);
        await MoneyMustAddUpAsync(orders, _ => Price);
        await EverybodyMustHearOfItOnceAsync(orders);
    }

    [Fact]
    public async Task Of_customers_with_money_for_half_of_what_they_order_each_gets_that_half()
    {
        var sku = await shop.ProductAsync("7.50", Crowd);
        var customers = await CustomersAsync(Crowd / 2, _ => "7.50");

        var orders = await OrderAllAtOnceAsync([.. customers.Concat(customers).Select(customer => (customer, 1))], sku);

        Assert.All(
            orders.GroupBy(order => order.Customer.UserId),
            own => Assert.Equal(["confirmed", "rejected"], own.Select(order => order.Status).Order())
        );
        Assert.All(orders.Where(order => order.Status == "rejected"), order => Assert.Equal("insufficientFunds", order.Reason));
        await shop.StockMustBeAsync(sku, onHand: Crowd / 2, reserved: 0);
        await MoneyMustAddUpAsync(orders, _ => Price);
        await EverybodyMustHearOfItOnceAsync(orders);
    }

    [Fact]
    public async Task Of_50_customers_half_of_them_without_the_money_for_the_last_10_pieces_only_those_with_money_get_one()
    {
        var sku = await shop.ProductAsync("7.50", 10);
        var customers = await CustomersAsync(Crowd, number => number % 2 == 0 ? "7.50" : "3.75");
        var rich = customers.Where((_, number) => number % 2 == 0).Select(customer => customer.UserId).ToHashSet();

        var orders = await OrderAllAtOnceAsync([.. customers.Select(customer => (customer, 1))], sku);

        // Whoever cannot pay holds a piece for a moment, so how many of the others come too late is chance; that none is lost is not.
        var confirmed = orders.Where(order => order.Status == "confirmed").ToList();
        Assert.InRange(confirmed.Count, 0, 10);
        Assert.All(confirmed, order => Assert.Contains(order.Customer.UserId, rich));
        await shop.StockMustBeAsync(sku, onHand: 10 - confirmed.Count, reserved: 0);
        await MoneyMustAddUpAsync(orders, customer => rich.Contains(customer.UserId) ? Price : Price / 2);
        await EverybodyMustHearOfItOnceAsync(orders);
    }

    private async Task<Client[]> CustomersAsync(int count, Func<int, string> money)
    {
        var customers = new Client[count];
        // Registering hashes passwords: more at once only wait for each other.
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            async (number, _) => customers[number] = await shop.CustomerAsync(money(number))
        );
        return customers;
    }

    private static async Task<Settled[]> OrderAllAtOnceAsync((Client Customer, int Quantity)[] wishes, string sku)
    {
        var placed = await Task.WhenAll(
            wishes.Select(async wish => (wish.Customer, Id: await Shop.OrderAsync(wish.Customer, (sku, wish.Quantity))))
        );
        return await Task.WhenAll(
            placed.Select(async order =>
            {
                var settled = await Shop.OrderIsSettledAsync(order.Customer, order.Id);
                return new Settled(
                    order.Customer,
                    order.Id,
                    settled.GetProperty("status").GetString()!,
                    settled.GetProperty("rejectionReason").GetString()
                );
            })
        );
    }

    private async Task MoneyMustAddUpAsync(IReadOnlyCollection<Settled> orders, Func<Client, decimal> paidIn)
    {
        foreach (var own in orders.GroupBy(order => order.Customer))
        {
            var spent = Price * own.Count(order => order.Status == "confirmed");
            Assert.Equal(paidIn(own.Key) - spent, await Shop.MoneyOfAsync(own.Key));
        }

        await shop.LedgerMustBalanceAsync();
    }

    private async Task EverybodyMustHearOfItOnceAsync(IReadOnlyCollection<Settled> orders)
    {
        foreach (var order in orders)
        {
            Assert.Equal(["orders." + order.Status], await shop.NotificationsAboutAsync(order.Id, 1));
        }
    }

    private sealed record Settled(Client Customer, Guid Id, string Status, string? Reason);
}

[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class CrowdOnSqliteTests(BehaviourHostFixture host) : CrowdTests(host);

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class CrowdOnMySqlTests(BehaviourMySqlHostFixture host) : CrowdTests(host);
