using MonolithFirst.Host.Console.Parts;

namespace MonolithFirst.Console.Tests;

/// <summary>When the days begin and end that a list is narrowed to.</summary>
public sealed class DaysTests
{
    [Theory]
    [InlineData("2026-01-15", "UTC", "2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z")]
    [InlineData("2026-01-15", "Europe/Berlin", "2026-01-14T23:00:00Z", "2026-01-15T23:00:00Z")]
    [InlineData("2026-07-15", "America/New_York", "2026-07-15T04:00:00Z", "2026-07-16T04:00:00Z")]
    [InlineData("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    // Clocks go forward from midnight to one.
    [InlineData("2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    // Clocks go back from one to midnight.
    [InlineData("2026-10-25", "Atlantic/Azores", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z")]
    public void A_day_is_as_long_as_it_is_where_the_viewer_is(string day, string zone, string begin, string end)
    {
        var where = TimeZoneInfo.FindSystemTimeZoneById(zone);

        Assert.Equal((begin, end), (Days.Begin(day, where), Days.End(day, where)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-02-30")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public void What_is_no_day_is_left_to_the_api_to_refuse(string? text) =>
        Assert.Equal((text, text), (Days.Begin(text, TimeZoneInfo.Utc), Days.End(text, TimeZoneInfo.Utc)));
}
