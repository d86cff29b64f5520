namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>The reports on how orders went. How far one came stands in its timeline, which only the order itself has.</summary>
internal sealed class ComposedOrders(ModuleResources resources)
{
    private static readonly string[] Reasons = ["outOfStock", "insufficientFunds", "reservationExpired", "timedOut"];

    /// <summary>How far orders came.</summary>
    public async Task<ReportRows> FunnelAsync()
    {
        var orders = await PlacedAsync();
        var rows = new ReportRows("stage", "reason", "orders", "share");
        Add("placed", null, _ => true);
        Add("reserved", null, order => order.ReservedAt is not null);
        Add("paid", null, order => order.PaidAt is not null);
        Add("confirmed", null, order => order.ConfirmedAt is not null);
        Add("cancelled", null, order => order.Status == "cancelled");
        foreach (var reason in Reasons)
        {
            Add("rejected", reason, order => order.Status == "rejected" && order.RejectionReason == reason);
        }

        return rows;

        void Add(string stage, string? reason, Func<PlacedOrder, bool> came)
        {
            var count = orders.Count(came);
            rows.Add(stage, reason, count, orders.Count == 0 ? null : new Rounded(100m * count / orders.Count, 2));
        }
    }

    /// <summary>How long the steps took.</summary>
    public async Task<ReportRows> StepTimesAsync()
    {
        var orders = await PlacedAsync();
        var rows = new ReportRows("step", "orders", "median", "p95");
        Add("reserved", order => order.ReservedAt - order.PlacedAt);
        Add("paid", order => order.PaidAt - order.ReservedAt);
        Add("confirmed", order => order.ConfirmedAt - (order.PaidAt ?? order.ReservedAt));
        return rows;

        void Add(string step, Func<PlacedOrder, TimeSpan?> took)
        {
            var times = new Durations(orders.Select(took).OfType<TimeSpan>());
            if (times.Count > 0)
            {
                rows.Add(step, times.Count, times.Median, times.P95);
            }
        }
    }

    private async Task<IReadOnlyList<PlacedOrder>> PlacedAsync()
    {
        var placed = await resources.PlacedAsync();
        var orders = await resources.OrdersAsync([.. placed.Rows.Select(order => order.Id)], placed.Total);
        return [.. orders.Values.OfType<PlacedOrder>()];
    }
}
