namespace MonolithFirst.Reporting.Reports;

/// <summary>What became of notifications.</summary>
internal sealed class Notifications : IReport
{
    public static ReportDefinition Definition =>
        new(
            "notifications",
            "Notifications by channel and template",
            "Notifications asked for in these days, and how long those that were sent took.",
            [.. ReportParameter.Range],
            [
                new("channel", ColumnType.Word, "How they go."),
                new("template", ColumnType.Text, "What they are written from."),
                new("notifications", ColumnType.Integer, "How many there are."),
                new("sent", ColumnType.Integer, "Those that went out."),
                new("failed", ColumnType.Integer, "Those that could not be sent."),
                new("pending", ColumnType.Integer, "Those that wait."),
                new("median", ColumnType.Duration, "Half of those sent took no longer, in milliseconds."),
                new("p95", ColumnType.Duration, "95 of 100 of those sent took no longer, in milliseconds."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Bar, ["channel", "template"], ["sent", "failed", "pending"]),
        };
}
