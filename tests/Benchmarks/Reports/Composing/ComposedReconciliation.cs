namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>What does not match between orders, ledger and stock: all three are read, and laid beside one another.</summary>
internal sealed class ComposedReconciliation(ModuleResources resources)
{
    private readonly List<Difference> differences = [];

    public async Task<ReportRows> ListAsync()
    {
        var placed = await resources.PlacedAsync();
        var orders = await resources.OrdersAsync([.. placed.Rows.Select(order => order.Id)], placed.Total);
        List<Transaction> booked = [.. (await resources.ChargesSinceAsync()).Rows, .. (await resources.RefundsSinceAsync()).Rows];
        var moved = (await resources.MovementsSinceAsync(await resources.StockAsync()))
            .Values.SelectMany(movements => movements)
            .Where(movement => movement.Reference is not null)
            .ToList();
        CompareLedger(orders, booked);
        CompareStock(orders, moved);
        AddUnsettled(orders);
        await FindStraysAsync(
            orders,
            booked.Where(row => resources.Days.Has(row.RecordedAt)),
            moved.Where(row => resources.Days.Has(row.OccurredAt))
        );
        return Rows();
    }

    private static IEnumerable<PlacedOrder> Settled(IReadOnlyDictionary<Guid, PlacedOrder?> orders) =>
        orders.Values.OfType<PlacedOrder>().Where(order => order.IsSettled);

    private void CompareLedger(IReadOnlyDictionary<Guid, PlacedOrder?> orders, IEnumerable<Transaction> booked)
    {
        var paid = booked.ToLookup(row => (row.Reference, row.Customer, row.Amount.Currency), row => -row.Amount.Minor);
        foreach (var order in Settled(orders))
        {
            var expected = order.IsConfirmed ? order.Total.Minor : 0;
            Add(
                order.Id,
                order.Status,
                "ledger",
                null,
                order.Total.Currency,
                expected,
                paid[(order.Id, order.UserId, order.Total.Currency)].Sum()
            );
        }
    }

    private void CompareStock(IReadOnlyDictionary<Guid, PlacedOrder?> orders, IEnumerable<Movement> moved)
    {
        var ofLine = moved.ToLookup(row => (row.Reference!.Value, row.Sku));
        foreach (var order in Settled(orders))
        {
            foreach (var line in order.Lines)
            {
                var movements = ofLine[(order.Id, line.Sku)];
                Add(
                    order.Id,
                    order.Status,
                    "stockOnHand",
                    line.Sku,
                    null,
                    order.IsConfirmed ? -line.Quantity : 0,
                    movements.Sum(row => row.OnHand)
                );
                Add(order.Id, order.Status, "stockReserved", line.Sku, null, 0, movements.Sum(row => row.Reserved));
            }
        }
    }

    /// <summary>Orders that are on their way for longer than a day.</summary>
    private void AddUnsettled(IReadOnlyDictionary<Guid, PlacedOrder?> orders)
    {
        var yesterday = DateTime.UtcNow.AddDays(-1);
        foreach (var order in orders.Values.OfType<PlacedOrder>().Where(order => !order.IsSettled && order.PlacedAt < yesterday))
        {
            Add(order.Id, order.Status, "settlement", null, null, 1, 0);
        }
    }

    /// <summary>What names an order must name one that has such a customer or such a line, also where it is an order of other days.</summary>
    private async Task FindStraysAsync(
        IReadOnlyDictionary<Guid, PlacedOrder?> known,
        IEnumerable<Transaction> booked,
        IEnumerable<Movement> moved
    )
    {
        var entries = booked.ToLookup(row => (row.Reference, row.Customer, row.Amount.Currency), row => -row.Amount.Minor);
        var movements = moved.ToLookup(row => (Reference: row.Reference!.Value, row.Sku));
        var named = entries.Select(group => group.Key.Reference).Concat(movements.Select(group => group.Key.Reference));
        // Over all days there are no orders of others.
        var others = await resources.OrdersAsync([.. named.Distinct().Where(id => !known.ContainsKey(id))], 0);
        foreach (var group in entries)
        {
            var (id, customer, currency) = group.Key;
            if (OrderOf(id) is not { } order || order.UserId != customer || order.Total.Currency != currency)
            {
                Add(id, null, "ledger", null, currency, 0, group.Sum());
            }
        }

        foreach (var group in movements)
        {
            var (id, sku) = group.Key;
            if (OrderOf(id) is not { } order || order.Lines.All(line => line.Sku != sku))
            {
                Add(id, null, "stockOnHand", sku, null, 0, group.Sum(row => row.OnHand));
                Add(id, null, "stockReserved", sku, null, 0, group.Sum(row => row.Reserved));
            }
        }

        PlacedOrder? OrderOf(Guid id) => known.GetValueOrDefault(id) ?? others.GetValueOrDefault(id);
    }

    private void Add(Guid order, string? status, string against, string? sku, string? currency, long expected, long found)
    {
        if (expected != found)
        {
            differences.Add(new Difference(order, status, against, sku, currency, expected, found));
        }
    }

    private ReportRows Rows()
    {
        var rows = new ReportRows("orderId", "status", "against", "sku", "currency", "expected", "found");
        foreach (
            var row in differences
                .OrderBy(row => row.Order.ToString(), StringComparer.Ordinal)
                .ThenBy(row => row.Against, StringComparer.Ordinal)
                .ThenBy(row => row.Sku, StringComparer.Ordinal)
                .ThenBy(row => row.Currency, StringComparer.Ordinal)
                .ThenBy(row => row.Found)
        )
        {
            rows.Add(row.Order, row.Status, row.Against, row.Sku, row.Currency, row.Expected, row.Found);
        }

        return rows;
    }

    private sealed record Difference(Guid Order, string? Status, string Against, string? Sku, string? Currency, long Expected, long Found);
}
