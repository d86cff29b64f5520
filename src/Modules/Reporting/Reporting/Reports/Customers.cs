namespace MonolithFirst.Reporting.Reports;

/// <summary>New and returning customers.</summary>
internal sealed class Customers : IReport
{
    public static ReportDefinition Definition =>
        new(
            "customers",
            "New and returning customers by month",
            "Customers who paid for an order, by the month in which they did.",
            [.. ReportParameter.Range],
            [
                new("month", ColumnType.Text, "The month."),
                new("customers", ColumnType.Integer, "Customers who paid for an order in it."),
                new("newCustomers", ColumnType.Integer, "Of them, those who had never done so before."),
                new("returningCustomers", ColumnType.Integer, "Of them, those who had."),
                new("orders", ColumnType.Integer, "Orders they paid for."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Line, ["month"], ["newCustomers", "returningCustomers"]),
        };
}
