namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>The report on stock and how long it lasts. What was sold stands in the movements, which are listed product by product.</summary>
internal sealed class ComposedStock(ModuleResources resources)
{
    private DateRange Days => resources.Days;

    public async Task<ReportRows> ListAsync()
    {
        var stock = await resources.StockAsync();
        var movements = await resources.MovementsSinceAsync(stock);
        var names = await resources.ProductNamesAsync();
        var rows = new ReportRows("sku", "name", "onHand", "reserved", "available", "sold", "perDay", "daysOfCover", "dead");
        foreach (var item in stock.OrderBy(item => item.Sku, StringComparer.Ordinal))
        {
            var moved = movements.GetValueOrDefault(item.Sku, []);
            var sold = -moved
                .Where(movement => movement.Kind is "commit" or "return" && Days.Has(movement.OccurredAt))
                .Sum(movement => movement.OnHand);
            var days = DaysOf(moved);
            rows.Add(
                item.Sku,
                names.GetValueOrDefault(item.Sku),
                item.OnHand,
                item.Reserved,
                item.Available,
                sold,
                new Rounded((decimal)sold / days, 2),
                sold > 0 ? new Rounded((decimal)item.Available * days / sold, 1) : null,
                item.OnHand > 0 && sold <= 0
            );
        }

        return rows;
    }

    /// <summary>How many of the days a product has been there: from its first movement, which is not among these where it was before them.</summary>
    private int DaysOf(IReadOnlyList<Movement> moved) =>
        moved.FirstOrDefault(movement => movement.Number == 1)?.OccurredAt switch
        {
            { } begun when begun >= Days.End => 1,
            { } begun when begun > Days.Begin => (Days.End.Date - begun.Date).Days,
            _ => Days.Days,
        };
}
