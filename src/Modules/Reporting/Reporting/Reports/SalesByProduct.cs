namespace MonolithFirst.Reporting.Reports;

/// <summary>What was sold, by product.</summary>
internal sealed class SalesByProduct : IReport
{
    public static ReportDefinition Definition =>
        new(
            "sales-by-product",
            "Sales by product",
            "Charges and refunds of the ledger, spread over the lines of their orders, in the days in which they were recorded.",
            [.. ReportParameter.Range, ReportParameter.Product, ReportParameter.Customer],
            [
                new("sku", ColumnType.Text, "The product."),
                new("name", ColumnType.Text, "What it is called now."),
                new("orders", ColumnType.Integer, "Orders that were paid."),
                new("units", ColumnType.Integer, "Pieces on these orders."),
                new("currency", ColumnType.Text, "The currency; amounts in several are never added up."),
                new("gross", ColumnType.Money, "What was taken for them."),
                new("refunds", ColumnType.Money, "What was given back, counted when it was."),
                new("net", ColumnType.Money, "Gross less refunds."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Bar, ["sku"], ["gross", "refunds", "net"]),
        };
}
