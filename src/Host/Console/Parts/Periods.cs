using System.Globalization;

namespace MonolithFirst.Host.Console.Parts;

/// <summary>The days, weeks and months that lines of a chart go along, named as reports name them.</summary>
internal static class Periods
{
    private const string Month = "yyyy-MM";

    /// <summary>How many months there are from one to the present one, both counted; null of what is no month.</summary>
    /// <param name="month">The first of them.</param>
    /// <param name="today">The present day.</param>
    public static int? MonthsUntil(string month, DateOnly today) =>
        Parsed(month, Month) is { } first ? Math.Max(1, (12 * (today.Year - first.Year)) + today.Month - first.Month + 1) : null;

    private static DateOnly? Parsed(string label, string form) =>
        DateOnly.TryParseExact(label, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
