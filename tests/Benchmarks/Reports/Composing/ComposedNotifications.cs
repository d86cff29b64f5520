namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>The report on what became of notifications: all that it says is in one list.</summary>
internal sealed class ComposedNotifications(ModuleResources resources)
{
    public async Task<ReportRows> ByTemplateAsync()
    {
        var notifications = (await resources.NotificationsAsync()).Rows;
        var rows = new ReportRows("channel", "template", "notifications", "sent", "failed", "pending", "median", "p95");
        foreach (
            var group in notifications
                .GroupBy(notification => (notification.Channel, notification.Template))
                .OrderBy(group => group.Key.Channel, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Template, StringComparer.Ordinal)
        )
        {
            var states = group.CountBy(notification => notification.Status).ToDictionary();
            var times = new Durations(group.Select(notification => notification.SentAt - notification.CreatedAt).OfType<TimeSpan>());
            rows.Add(
                group.Key.Channel,
                group.Key.Template,
                group.Count(),
                states.GetValueOrDefault("sent"),
                states.GetValueOrDefault("failed"),
                states.GetValueOrDefault("pending"),
                times.Median,
                times.P95
            );
        }

        return rows;
    }
}
