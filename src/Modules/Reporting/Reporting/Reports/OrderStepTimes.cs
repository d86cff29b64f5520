namespace MonolithFirst.Reporting.Reports;

/// <summary>How long the steps of fulfilment take.</summary>
internal sealed class OrderStepTimes : IReport
{
    public static ReportDefinition Definition =>
        new(
            "order-step-times",
            "Times of the steps of fulfilment",
            "Median and 95th percentile (the least time that so many of the orders kept) of each step, of orders placed in these days.",
            [.. ReportParameter.Range, ReportParameter.Customer],
            [
                new(
                    "step",
                    ColumnType.Word,
                    "What the time leads to: reserved, from placing; paid, from reserving; confirmed, from paying."
                ),
                new("orders", ColumnType.Integer, "Orders that took the step."),
                new("median", ColumnType.Duration, "Half of them took no longer, in milliseconds."),
                new("p95", ColumnType.Duration, "95 of 100 took no longer, in milliseconds."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Bar, ["step"], ["median", "p95"]),
        };
}
