namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>How long the same thing took again and again.</summary>
internal sealed class Durations(IEnumerable<TimeSpan> all)
{
    private readonly List<TimeSpan> sorted = [.. all.Order()];

    public int Count => sorted.Count;

    /// <summary>In milliseconds, the least that half of them kept; null where there are none.</summary>
    public decimal? Median => Kept(50);

    /// <summary>In milliseconds, the least that 95 of 100 kept; null where there are none.</summary>
    public decimal? P95 => Kept(95);

    private decimal? Kept(int percent) =>
        Count == 0 ? null : sorted[((Count * percent) + 99) / 100 - 1].Ticks / (decimal)TimeSpan.TicksPerMillisecond;
}
