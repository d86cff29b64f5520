using MonolithFirst.Host.Console.Parts;

namespace MonolithFirst.Console.Tests;

/// <summary>The periods that a chart's lines go along.</summary>
public sealed class PeriodsTests
{
    [Theory]
    [InlineData("2026-11", 1)]
    [InlineData("2026-10", 2)]
    [InlineData("2025-11", 13)]
    [InlineData("2026-12", 1)]
    [InlineData("2026-11-01", null)]
    public void A_month_is_as_many_months_long_as_have_been(string month, int? months) =>
        Assert.Equal(months, Periods.MonthsUntil(month, new DateOnly(2026, 11, 27)));
}
