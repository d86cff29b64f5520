namespace MonolithFirst.Reporting.Reports;

/// <summary>What was sold, by day, week or month.</summary>
internal sealed class Sales : IReport
{
    public static ReportDefinition Definition =>
        new(
            "sales",
            "Sales by day, week or month",
            "Charges and refunds of the ledger, each in the period in which it was recorded.",
            [.. ReportParameter.Range, ReportParameter.Period, ReportParameter.Customer],
            [
                new("period", ColumnType.Text, "The day, the Monday that the week begins with, or the month."),
                new("orders", ColumnType.Integer, "Orders that were paid."),
                new("units", ColumnType.Integer, "Pieces on these orders."),
                new("currency", ColumnType.Text, "The currency; amounts in several are never added up."),
                new("gross", ColumnType.Money, "What was taken for them."),
                new("refunds", ColumnType.Money, "What was given back, counted when it was."),
                new("net", ColumnType.Money, "Gross less refunds."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Line, ["period"], ["gross", "refunds", "net"]),
        };
}
