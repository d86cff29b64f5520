using MonolithFirst.Host.Console.Parts;

namespace MonolithFirst.Console.Tests;

/// <summary>The periods that a chart's lines go along.</summary>
public sealed class PeriodsTests
{
    [Theory]
    [InlineData("2026-02-27 2026-03-02", false, "2026-02-27 2026-02-28 2026-03-01 2026-03-02")]
    [InlineData("2026-02-02 2026-02-23", true, "2026-02-02 2026-02-09 2026-02-16 2026-02-23")]
    [InlineData("2025-11 2026-02", false, "2025-11 2025-12 2026-01 2026-02")]
    [InlineData("2025-11", false, "2025-11")]
    [InlineData("2026-01-01 2026-01", false, "2026-01-01 2026-01")]
    [InlineData("MUG-1 MUG-3", false, "MUG-1 MUG-3")]
    [InlineData("2001-01-01 2026-01-01", false, "2001-01-01 2026-01-01")]
    [InlineData("2026-02-02 2026-02-04 2026-02-16", true, "2026-02-02 2026-02-04 2026-02-16")]
    public void Periods_without_rows_have_their_place(string labels, bool areWeeks, string filled) =>
        Assert.Equal(filled.Split(' '), Periods.Filled(labels.Split(' '), areWeeks));

    [Theory]
    [InlineData("2026-11", 1)]
    [InlineData("2026-10", 2)]
    [InlineData("2025-11", 13)]
    [InlineData("2026-12", 1)]
    [InlineData("2026-11-01", null)]
    public void A_month_is_as_many_months_long_as_have_been(string month, int? months) =>
        Assert.Equal(months, Periods.MonthsUntil(month, new DateOnly(2026, 11, 27)));
}
