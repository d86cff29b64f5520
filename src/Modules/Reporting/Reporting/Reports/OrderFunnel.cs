namespace MonolithFirst.Reporting.Reports;

/// <summary>How far orders came.</summary>
internal sealed class OrderFunnel : IReport
{
    public static ReportDefinition Definition =>
        new(
            "order-funnel",
            "Order funnel",
            "Orders placed in these days by how far they came, and why those that were rejected were.",
            [.. ReportParameter.Range, ReportParameter.Customer],
            [
                new("stage", ColumnType.Word, "How far: placed, reserved, paid, confirmed; and what became of the others."),
                new("reason", ColumnType.Word, "Why, with those rejected."),
                new("orders", ColumnType.Integer, "How many came so far."),
                new("share", ColumnType.Decimal, "Of those placed, in percent."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Bar, ["stage", "reason"], ["orders"]),
        };
}
