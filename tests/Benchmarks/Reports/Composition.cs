using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace MonolithFirst.Benchmarks.Reports;

/// <summary>
/// Answers reports by API composition, as a client would that has nothing but the modules' own resources: pages through their lists and
/// joins the rows. Lists take no times, but are sorted by them; orders have their lines and timelines only one by one, and movements are
/// listed by product.
/// </summary>
/// <param name="rest">Reaches the host as staff.</param>
/// <param name="days">Which days.</param>
/// <param name="clients">How many single orders or products are asked for at once.</param>
internal sealed class Composition(RestClient rest, DateRange days, int clients)
{
    private static readonly string[] Reasons = ["outOfStock", "insufficientFunds", "reservationExpired", "timedOut"];

    // The step that makes an order count, by what the report calls it.
    private static readonly (string Stage, string Step)[] Stages =
    [
        ("placed", "placed"),
        ("reserved", "stockReserved"),
        ("paid", "chargeTaken"),
        ("confirmed", "confirmed"),
        ("cancelled", "cancelled"),
    ];

    /// <summary>Sales by month, for one month.</summary>
    public async Task<string> SalesAsync()
    {
        var charges = await TransactionsAsync("charge");
        var refunds = await TransactionsAsync("refund");
        var orders = await OrdersAsync(charges.Select(charge => charge.GetProperty("reference").GetGuid()));
        var units = orders.Values.Sum(order => Lines(order!.Value).Sum(line => line.Quantity));
        var (gross, back) = (-charges.Sum(ByUser), refunds.Sum(ByUser));
        return Sales(charges.Count, units, gross, back, gross - back);
    }

    /// <summary>How far orders came.</summary>
    public async Task<string> FunnelAsync()
    {
        var orders = await OrdersAsync((await PlacedAsync()).Select(order => order.GetProperty("id").GetGuid()));
        var steps = orders
            .Values.SelectMany(order => order!.Value.GetProperty("timeline").EnumerateArray())
            .CountBy(entry => entry.GetProperty("what").GetString()!)
            .ToDictionary();
        var rejected = orders
            .Values.Select(order => order!.Value.GetProperty("rejectionReason").GetString())
            .OfType<string>()
            .CountBy(reason => reason)
            .ToDictionary();
        return Funnel([
            .. Stages.Select(stage => (stage.Stage, (string?)null, steps.GetValueOrDefault(stage.Step))),
            .. Reasons.Select(reason => ("rejected", (string?)reason, rejected.GetValueOrDefault(reason))),
        ]);
    }

    /// <summary>What does not match between orders, ledger and stock.</summary>
    public async Task<string> ReconciliationAsync()
    {
        var orders = await OrdersAsync((await PlacedAsync()).Select(order => order.GetProperty("id").GetGuid()));
        var paid = new Dictionary<Guid, decimal>();
        foreach (
            var booked in (await TransactionsAsync("charge", alsoLater: true)).Concat(await TransactionsAsync("refund", alsoLater: true))
        )
        {
            var reference = booked.GetProperty("reference").GetGuid();
            paid[reference] = paid.GetValueOrDefault(reference) - ByUser(booked);
        }

        var moved = new Dictionary<(Guid Reference, string Sku), (int OnHand, int Reserved)>();
        foreach (var (key, onHand, reserved) in await MovementsAsync())
        {
            var sum = moved.GetValueOrDefault(key);
            moved[key] = (sum.OnHand + onHand, sum.Reserved + reserved);
        }

        var differences = orders.Values.Sum(order => Differences(order!.Value, paid, moved));
        // What names an order of other days must at least name one.
        var others = paid.Keys.Concat(moved.Keys.Select(key => key.Reference)).Distinct().Where(id => !orders.ContainsKey(id));
        differences += (await OrdersAsync(others)).Values.Count(order => order is null);
        return Reconciliation(differences);
    }

    /// <summary>What a report answers, written as what is composed.</summary>
    public static string Read(string report, JsonElement page)
    {
        var rows = page.GetProperty("items").EnumerateArray().ToList();
        return report switch
        {
            "sales" => Sales(
                rows[0].GetProperty("orders").GetInt32(),
                rows[0].GetProperty("units").GetInt32(),
                Amount(rows[0].GetProperty("gross")),
                Amount(rows[0].GetProperty("refunds")),
                Amount(rows[0].GetProperty("net"))
            ),
            "order-funnel" => Funnel([
                .. rows.Select(row =>
                    (row.GetProperty("stage").GetString()!, row.GetProperty("reason").GetString(), row.GetProperty("orders").GetInt32())
                ),
            ]),
            "reconciliation" => Reconciliation(page.GetProperty("total").GetInt32()),
            _ => throw new ArgumentException($"{report} is not composed."),
        };
    }

    private static string Sales(int orders, int units, decimal gross, decimal refunds, decimal net) =>
        string.Create(CultureInfo.InvariantCulture, $"orders {orders}, units {units}, gross {gross}, refunds {refunds}, net {net}");

    private static string Funnel(IReadOnlyList<(string Stage, string? Reason, int Orders)> stages) =>
        string.Join(", ", stages.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Stage} {row.Reason} {row.Orders}")));

    private static string Reconciliation(int differences) => string.Create(CultureInfo.InvariantCulture, $"differences {differences}");

    private static decimal Amount(JsonElement money) =>
        decimal.Parse(money.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>The side of the user's account.</summary>
    private static decimal ByUser(JsonElement transaction) =>
        transaction
            .GetProperty("entries")
            .EnumerateArray()
            .Where(side => side.GetProperty("userId").ValueKind != JsonValueKind.Null)
            .Sum(side => Amount(side.GetProperty("amount")));

    private static IEnumerable<(string Sku, int Quantity)> Lines(JsonElement order) =>
        order
            .GetProperty("lines")
            .EnumerateArray()
            .Select(line => (line.GetProperty("sku").GetString()!, line.GetProperty("quantity").GetInt32()));

    private static int Differences(
        JsonElement order,
        Dictionary<Guid, decimal> paid,
        Dictionary<(Guid Reference, string Sku), (int OnHand, int Reserved)> moved
    )
    {
        var id = order.GetProperty("id").GetGuid();
        var confirmed = order.GetProperty("status").GetString() == "confirmed";
        var expected = confirmed ? Amount(order.GetProperty("total")) : 0;
        var wrong = paid.GetValueOrDefault(id) == expected ? 0 : 1;
        foreach (var (sku, quantity) in Lines(order))
        {
            var (onHand, reserved) = moved.GetValueOrDefault((id, sku));
            wrong += (onHand == (confirmed ? -quantity : 0) ? 0 : 1) + (reserved == 0 ? 0 : 1);
        }

        return wrong;
    }

    private async Task<List<JsonElement>> PlacedAsync() =>
        await rest.SinceAsync("/api/orders?", "placedAt", days.Begin)
            .Where(order => days.Has(order.GetProperty("placedAt").GetDateTime()))
            .ToListAsync();

    private async Task<List<JsonElement>> TransactionsAsync(string kind, bool alsoLater = false) =>
        await rest.SinceAsync("/api/payments/transactions?kind=" + kind, "recordedAt", days.Begin)
            .Where(row => alsoLater || days.Has(row.GetProperty("recordedAt").GetDateTime()))
            .ToListAsync();

    /// <summary>Orders with all that belongs to them; null where there is none.</summary>
    private async Task<ConcurrentDictionary<Guid, JsonElement?>> OrdersAsync(IEnumerable<Guid> ids)
    {
        var orders = new ConcurrentDictionary<Guid, JsonElement?>();
        await AllAsync(ids, async id => orders[id] = await rest.GetAsync($"/api/orders/{id}"));
        return orders;
    }

    /// <summary>The movements for orders, product by product.</summary>
    private async Task<ConcurrentBag<((Guid Reference, string Sku) Key, int OnHand, int Reserved)>> MovementsAsync()
    {
        var movements = new ConcurrentBag<((Guid, string), int, int)>();
        var skus = await rest.SinceAsync("/api/inventory/stock?sort=-updatedAt", "updatedAt", days.Begin)
            .Select(item => item.GetProperty("sku").GetString()!)
            .ToListAsync();
        await AllAsync(
            skus,
            async sku =>
            {
                await foreach (var row in rest.SinceAsync($"/api/inventory/stock/{sku}/movements?", "occurredAt", days.Begin))
                {
                    if (row.GetProperty("reference").ValueKind != JsonValueKind.Null)
                    {
                        var key = (row.GetProperty("reference").GetGuid(), sku);
                        movements.Add((key, row.GetProperty("onHand").GetInt32(), row.GetProperty("reserved").GetInt32()));
                    }
                }
            }
        );
        return movements;
    }

    private Task AllAsync<T>(IEnumerable<T> things, Func<T, Task> ask) =>
        Parallel.ForEachAsync(things, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (thing, _) => await ask(thing));
}
