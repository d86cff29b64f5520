using System.Globalization;

namespace MonolithFirst.Host.Console.Parts;

/// <summary>The days, weeks and months that lines of a chart go along, named as reports name them.</summary>
internal static class Periods
{
    private const string Day = "yyyy-MM-dd";
    private const string Month = "yyyy-MM";

    // Four years of days. A browser draws more points slowly, and on no screen does each have a place of its own.
    private const int Most = 1500;

    /// <summary>
    /// All periods from the first to the last: reports have no rows for those in which nothing happened, and without them the others would
    /// stand side by side as if they followed one another.
    /// </summary>
    /// <param name="labels">Periods in their order. What are none, or too far apart to be drawn, come back as they are.</param>
    /// <param name="areWeeks">Whether a day stands for the week that begins with it.</param>
    public static IReadOnlyList<string> Filled(IReadOnlyList<string> labels, bool areWeeks)
    {
        var form = Array.Find([Day, Month], form => labels.All(label => Parsed(label, form) is not null));
        if (labels.Count < 2 || form is null)
        {
            return labels;
        }

        var (first, last) = (Parsed(labels[0], form)!.Value, Parsed(labels[^1], form)!.Value);
        var all = Enumerable
            .Range(0, Most + 1)
            .Select(number => form == Month ? first.AddMonths(number) : first.AddDays(number * (areWeeks ? 7 : 1)))
            .TakeWhile(day => day <= last)
            .Select(day => day.ToString(form, CultureInfo.InvariantCulture))
            .ToList();
        return all.Count <= Most && labels.All(all.ToHashSet().Contains) ? all : labels;
    }

    /// <summary>How many months there are from one to the present one, both counted; null of what is no month.</summary>
    /// <param name="month">The first of them.</param>
    /// <param name="today">The present day.</param>
    public static int? MonthsUntil(string month, DateOnly today) =>
        Parsed(month, Month) is { } first ? Math.Max(1, (12 * (today.Year - first.Year)) + today.Month - first.Month + 1) : null;

    private static DateOnly? Parsed(string label, string form) =>
        DateOnly.TryParseExact(label, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
