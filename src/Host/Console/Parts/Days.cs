using System.Globalization;

namespace MonolithFirst.Host.Console.Parts;

/// <summary>The days that a list is narrowed to, as the times of the API.</summary>
internal static class Days
{
    /// <summary>When the day begins there. What is no day comes back as it is, for the API to refuse.</summary>
    public static string? Begin(string? day, TimeZoneInfo zone) => BeginOf(day, zone, 0);

    /// <summary>When the day is over there. What is no day comes back as it is, for the API to refuse.</summary>
    public static string? End(string? day, TimeZoneInfo zone) => BeginOf(day, zone, 1);

    private static string? BeginOf(string? text, TimeZoneInfo zone, int daysLater)
    {
        // A day from the edge of the calendar has no beginning, or no end, in some zone.
        if (
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Year is < 2 or > 9998
        )
        {
            return text;
        }

        var midnight = day.AddDays(daysLater).ToDateTime(TimeOnly.MinValue);
        // Where clocks are put back over midnight there are two, and the day begins with the first.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }
}
