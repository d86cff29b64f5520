namespace MonolithFirst.Reporting.Reports;

/// <summary>How many customers of a month come back.</summary>
internal sealed class CustomerCohorts : IReport
{
    public static ReportDefinition Definition =>
        new(
            "customer-cohorts",
            "Customer cohorts by month",
            "Customers by the month of their first paid order, and how many of them paid for one so many months later.",
            [.. ReportParameter.Range],
            [
                new("cohort", ColumnType.Text, "The month of the first order."),
                new("monthsLater", ColumnType.Integer, "So many months after it."),
                new("customers", ColumnType.Integer, "How many of the cohort paid for an order then."),
                new("share", ColumnType.Decimal, "Of the cohort, in percent."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Line, ["monthsLater"], ["share"], By: "cohort"),
        };
}
