using MonolithFirst.Benchmarks.Trade;

namespace MonolithFirst.Benchmarks.Reports;

/// <summary>A report with its usual parameters.</summary>
/// <param name="Report">The report's name.</param>
/// <param name="Period">What a row stands for, where the report can be asked.</param>
internal sealed record ReportQuestion(string Report, string? Period = null)
{
    public string Label => Period is null ? Report : $"{Report} by {Period}";

    /// <summary>Where it is asked: a list.</summary>
    public string Path(DateRange days)
    {
        var period = Period is null ? "" : "&period=" + Period;
        return $"/api/reporting/reports/{Report}?from={days.First:yyyy-MM-dd}&to={days.Last:yyyy-MM-dd}{period}";
    }
}

/// <summary>Some days, both included.</summary>
internal sealed record DateRange(DateOnly First, DateOnly Last)
{
    /// <summary>All that was written.</summary>
    public static readonly DateRange TwoYears = new(
        DateOnly.FromDateTime(TradeHistory.Begin),
        DateOnly.FromDateTime(TradeHistory.End).AddDays(-1)
    );

    public static readonly DateRange LastMonth = new(DateOnly.FromDateTime(TradeHistory.End).AddMonths(-1), TwoYears.Last);

    public static readonly DateRange LastDay = new(TwoYears.Last, TwoYears.Last);

    public DateTime Begin => First.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>The first moment afterwards.</summary>
    public DateTime End => Last.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    public int Days => Last.DayNumber - First.DayNumber + 1;

    public bool Has(DateTime time) => time >= Begin && time < End;
}
