using System.Collections.Concurrent;
using System.Diagnostics;

namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>
/// The modules' own resources of some days, as a client reads them. Lists are sorted by time and read down to the first day; hardly any can be
/// asked for days. Orders have their lines and timelines only one by one, and movements are listed by product.
/// </summary>
/// <param name="rest">Reaches the host as an administrator.</param>
/// <param name="days">Which days.</param>
/// <param name="clients">How many single orders, products or customers are asked for at once.</param>
internal sealed class ModuleResources(RestClient rest, DateRange days, int clients)
{
    public DateRange Days => days;

    /// <summary>
    /// What the same reading would take at least if the days went back to the first one: each step so many times as long as it would ask
    /// more often. Deeper pages take longer, which is not in it.
    /// </summary>
    public double MillisecondsFromTheFirst { get; private set; }

    /// <summary>The orders that were placed, the newest first.</summary>
    public async Task<Listed<OrderRow>> PlacedAsync() =>
        (await SinceAsync<OrderRow>("/api/orders?sort=-placedAt", order => order.PlacedAt)).Where(order => days.Has(order.PlacedAt));

    /// <summary>What was charged.</summary>
    public async Task<Listed<Transaction>> ChargesAsync() => (await ChargesSinceAsync()).Where(charge => days.Has(charge.RecordedAt));

    /// <summary>What was charged in the days or later.</summary>
    public Task<Listed<Transaction>> ChargesSinceAsync() => TransactionsAsync("charge");

    /// <summary>What was given back.</summary>
    public async Task<Listed<Transaction>> RefundsAsync() => (await RefundsSinceAsync()).Where(refund => days.Has(refund.RecordedAt));

    /// <summary>What was given back in the days or later.</summary>
    public Task<Listed<Transaction>> RefundsSinceAsync() => TransactionsAsync("refund");

    /// <summary>Orders with all that belongs to them; null where there is none.</summary>
    /// <param name="ids">Which.</param>
    /// <param name="fromTheFirst">How many it would be if the days went back to the first one.</param>
    public async Task<IReadOnlyDictionary<Guid, PlacedOrder?>> OrdersAsync(IReadOnlyCollection<Guid> ids, long fromTheFirst)
    {
        var orders = new ConcurrentDictionary<Guid, PlacedOrder?>();
        await EachAsync(ids, fromTheFirst, async id => orders[id] = await rest.GetAsync<PlacedOrder>($"/api/orders/{id}"));
        return orders;
    }

    /// <summary>When customers were charged for the first time.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateTime>> FirstChargesAsync(IReadOnlyCollection<Guid> customers)
    {
        var first = new ConcurrentDictionary<Guid, DateTime>();
        // Who reads the charges from the first day on need not ask for the first one of anybody.
        await EachAsync(customers, 0, async id => first[id] = await FirstAsync(id));
        return first;

        async Task<DateTime> FirstAsync(Guid id)
        {
            var path = $"/api/payments/transactions?kind=charge&userId={id}&sort=recordedAt&pageSize=1";
            return (await rest.GetAsync<ListPage<Transaction>>(path))!.Items.Single().RecordedAt;
        }
    }

    /// <summary>Who customers are.</summary>
    public async Task<IReadOnlyDictionary<Guid, Account>> AccountsAsync() =>
        (await SinceAsync<Account>("/api/users?sort=createdAt")).Rows.ToDictionary(account => account.Id);

    /// <summary>What products are called now, by SKU.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ProductNamesAsync() =>
        (await SinceAsync<Product>("/api/catalog/products?sort=sku")).Rows.ToDictionary(product => product.Sku, product => product.Name);

    /// <summary>What was asked to be told to customers.</summary>
    public async Task<Listed<Notification>> NotificationsAsync() =>
        (await SinceAsync<Notification>("/api/notifications?sort=-createdAt", notification => notification.CreatedAt)).Where(notification =>
            days.Has(notification.CreatedAt)
        );

    /// <summary>All that there is.</summary>
    public async Task<IReadOnlyList<StockItem>> StockAsync() => (await SinceAsync<StockItem>("/api/inventory/stock?sort=sku")).Rows;

    /// <summary>What moved in the days or later, of those items that did; of each the last one first.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Movement>>> MovementsSinceAsync(IEnumerable<StockItem> stock)
    {
        var movements = new ConcurrentDictionary<string, Listed<Movement>>();
        await StepAsync(async () =>
        {
            await AllAsync(
                stock.Where(item => item.UpdatedAt >= days.Begin).Select(item => item.Sku),
                async sku => movements[sku] = await OfAsync(sku)
            );
            return Ratio(movements.Values.Sum(list => list.AllPages), movements.Values.Sum(list => list.Pages));
        });
        return movements.ToDictionary(pair => pair.Key, pair => pair.Value.Rows);

        Task<Listed<Movement>> OfAsync(string sku) =>
            rest.ListAsync<Movement>($"/api/inventory/stock/{sku}/movements?sort=-number", movement => movement.OccurredAt < days.Begin);
    }

    private Task<Listed<Transaction>> TransactionsAsync(string kind) =>
        SinceAsync<Transaction>($"/api/payments/transactions?kind={kind}&sort=-recordedAt", transaction => transaction.RecordedAt);

    /// <summary>A list down to the first of the days; all of it where no time is given.</summary>
    private async Task<Listed<T>> SinceAsync<T>(string list, Func<T, DateTime>? time = null)
    {
        Listed<T>? read = null;
        await StepAsync(async () =>
        {
            read = await rest.ListAsync<T>(list, row => time is not null && time(row) < days.Begin);
            return Ratio(read.AllPages, read.Pages);
        });
        return read!;
    }

    private Task EachAsync(IReadOnlyCollection<Guid> ids, long fromTheFirst, Func<Guid, Task> ask) =>
        StepAsync(async () =>
        {
            await AllAsync(ids, ask);
            return Ratio(fromTheFirst, ids.Count);
        });

    private static double Ratio(double fromTheFirst, double now) => now == 0 ? 1 : fromTheFirst / now;

    /// <param name="ask">Asks, and says how many times as often it would if the days went back to the first one.</param>
    private async Task StepAsync(Func<Task<double>> ask)
    {
        var began = Stopwatch.GetTimestamp();
        var ratio = await ask();
        MillisecondsFromTheFirst += Stopwatch.GetElapsedTime(began).TotalMilliseconds * ratio;
    }

    private Task AllAsync<T>(IEnumerable<T> things, Func<T, Task> ask) =>
        Parallel.ForEachAsync(things, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (thing, _) => await ask(thing));
}
