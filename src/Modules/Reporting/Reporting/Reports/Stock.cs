namespace MonolithFirst.Reporting.Reports;

/// <summary>Stock, and how long it lasts.</summary>
internal sealed class Stock : IReport
{
    public static ReportDefinition Definition =>
        new(
            "stock",
            "Stock and days of cover",
            "What there is now, and how long it lasts at the rate of these days: those from a product's first movement to today.",
            [.. ReportParameter.Range, ReportParameter.Product],
            [
                new("sku", ColumnType.Text, "The product."),
                new("name", ColumnType.Text, "What it is called."),
                new("onHand", ColumnType.Integer, "Pieces there are."),
                new("reserved", ColumnType.Integer, "Pieces of them set aside for orders."),
                new("available", ColumnType.Integer, "Pieces that can be ordered."),
                new("sold", ColumnType.Integer, "Pieces that left the stock for orders in these days, less those that came back."),
                new("perDay", ColumnType.Decimal, "Pieces sold a day."),
                new("daysOfCover", ColumnType.Decimal, "Days that what is available lasts at this rate; none where nothing was sold."),
                new("dead", ColumnType.Flag, "Whether pieces lie there, and none was sold."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Bar, ["sku"], ["onHand", "reserved", "sold"]),
        };
}
