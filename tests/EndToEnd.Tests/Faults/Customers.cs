using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>
/// Customers who pay in, order and cancel as chance has it until they are sent home, and insist on an answer to whatever they have
/// asked for. What they were answered is kept, to be compared with what the modules say afterwards.
/// </summary>
internal sealed class Customers(HostFixtureOf host, Chance chance, Insistent insistent)
{
    private const int Crowd = 12;
    private const int LongestPause = 250;
    private const string Paid = "40.00";

    // One of them is scarce, so that some orders find nothing left; money is short as well.
    private static readonly (string Price, int Pieces)[] Assortment = [("7.50", 5000), ("3.20", 5000), ("19.99", 60), ("0.85", 5000)];

    private readonly Shop shop = new(host);
    private volatile bool closed;
    private Task[] work = [];

    /// <summary>How long a customer rests at most before ordering again; not at all unless told, so that the modules are as busy as they can be.</summary>
    public TimeSpan LongestRest { get; init; }

    /// <summary>The products with the pieces that were delivered of each.</summary>
    public Dictionary<string, int> Delivered { get; } = [];

    /// <summary>The customers with what each of them has been told to have paid in.</summary>
    public ConcurrentDictionary<Client, decimal> PaidIn { get; } = new();

    /// <summary>The orders that customers were told of, by the key that each was placed with.</summary>
    public ConcurrentDictionary<string, Placed> Orders { get; } = new();

    /// <summary>Opens: from here on customers come and go.</summary>
    public async Task OpenAsync()
    {
        foreach (var (price, pieces) in Assortment)
        {
            Delivered[await shop.ProductAsync(price, pieces)] = pieces;
        }

        await Parallel.ForAsync(
            0,
            Crowd,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (_, _) => PaidIn[await shop.CustomerAsync(Paid)] = Amount(Paid)
        );
        work = [.. PaidIn.Keys.Select((customer, number) => Task.Run(() => ShopAsync(customer, chance.For(number))))];
    }

    /// <summary>Nobody begins anything any more; returns when all that was begun has its answer.</summary>
    public Task CloseAsync()
    {
        closed = true;
        return Task.WhenAll(work);
    }

    /// <summary>Fails when one of the customers was answered what should not be.</summary>
    public Task NobodyMustHaveGivenUpAsync() => Task.WhenAll(work.Where(customer => customer.IsFaulted));

    /// <summary>Asks for an order again with its key; the answer must be the first one.</summary>
    public Task<Answer> RepeatAsync(string key) => PlaceAsync(Orders[key].Customer, key, Orders[key].Lines);

    private async Task ShopAsync(Client customer, Random random)
    {
        var staff = await host.StaffAsync();
        while (!closed)
        {
            if (random.Next(3) == 0)
            {
                await PayInAsync(staff, customer, Guid.NewGuid().ToString());
            }

            var key = Guid.NewGuid().ToString();
            var lines = Delivered.Keys.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToDictionary(sku => sku, _ => random.Next(1, 4));
            var placed = (await PlaceAsync(customer, key, lines)).MustBe(HttpStatusCode.Accepted);
            var order = new Placed(customer, placed.Json.GetProperty("id").GetGuid(), lines);
            Orders[key] = order;
            await Task.Delay(random.Next(LongestPause));
            if (random.Next(5) < 2)
            {
                await CancelAsync(order);
            }

            await Task.Delay(LongestRest * random.NextDouble());
        }
    }

    private Task<Answer> PlaceAsync(Client customer, string key, IReadOnlyDictionary<string, int> lines)
    {
        var order = new { lines = lines.Select(line => new { sku = line.Key, quantity = line.Value }) };
        return insistent.AskAsync(() => customer.PostAsync("/api/orders", order, key));
    }

    private async Task PayInAsync(Client staff, Client customer, string key)
    {
        var deposit = new
        {
            userId = customer.UserId,
            amount = new { amount = Paid, currency = "EUR" },
            reason = "Paid in for a test",
        };
        (await insistent.AskAsync(() => staff.PostAsync("/api/payments/deposits", deposit, key))).MustBe(HttpStatusCode.Created);
        PaidIn.AddOrUpdate(customer, Amount(Paid), (_, sum) => sum + Amount(Paid));
    }

    private async Task CancelAsync(Placed order)
    {
        var answer = await insistent.AskAsync(() => order.Customer.PostAsync($"/api/orders/{order.Id}/cancel"));
        // Rejected meanwhile, or cancelled by a request whose answer was lost.
        _ =
            answer.Status == HttpStatusCode.Conflict
                ? answer.MustBe(HttpStatusCode.Conflict, "orders.cannot_cancel")
                : answer.MustBe(HttpStatusCode.Accepted);
    }

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>An order that a customer was told to have placed.</summary>
internal sealed record Placed(Client Customer, Guid Id, IReadOnlyDictionary<string, int> Lines);
