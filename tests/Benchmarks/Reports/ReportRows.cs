using System.Globalization;
using System.Text.Json;
using MonolithFirst.Abstractions;

namespace MonolithFirst.Benchmarks.Reports;

/// <summary>The rows of a report in their order: those of the report and those of a client who put the same together can be compared.</summary>
/// <param name="columns">The report's columns.</param>
internal sealed class ReportRows(params IReadOnlyList<string> columns)
{
    private readonly List<Cell[]> rows = [];

    /// <summary>What a report has answered.</summary>
    public static ReportRows Of(IEnumerable<JsonElement> items)
    {
        var read = new ReportRows();
        foreach (var item in items)
        {
            read.rows.Add([.. item.EnumerateObject().Select(column => new Cell(column.Name, Text(column.Value), null))]);
        }

        return read;
    }

    /// <param name="values">By column.</param>
    public void Add(params IReadOnlyList<object?> values) =>
        rows.Add([.. columns.Zip(values, (column, value) => new Cell(column, Text(value), value as Rounded))]);

    /// <summary>The first row in which a report has not answered what these are, as both have it; null where there is none.</summary>
    public string? DifferenceFrom(ReportRows reported)
    {
        for (var index = 0; index < Math.Max(rows.Count, reported.rows.Count); index++)
        {
            var (own, others) = (rows.ElementAtOrDefault(index), reported.rows.ElementAtOrDefault(index));
            if (own is null || others is null || own.Length != others.Length || !own.Zip(others).All(pair => pair.First.Is(pair.Second)))
            {
                return $"{Written(others)}\n{Written(own)}";
            }
        }

        return null;
    }

    private static string Written(Cell[]? row) =>
        row is null ? "no row" : string.Join(", ", row.Select(cell => $"{cell.Column} {cell.Text}"));

    private static string Text(object? value) =>
        value switch
        {
            null => "none",
            decimal number => number.ToString("0.######", CultureInfo.InvariantCulture),
            Rounded number => Text(number.Exact),
            JsonElement { ValueKind: JsonValueKind.Null } => Text(null),
            JsonElement { ValueKind: JsonValueKind.Number } number => Text(number.GetDecimal()),
            JsonElement { ValueKind: JsonValueKind.Object } money => Text(money.Deserialize<Money>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private sealed record Cell(string Column, string Text, Rounded? Rounded)
    {
        public bool Is(Cell reported) =>
            Column == reported.Column && (Rounded is null ? Text == reported.Text : Rounded.IsWrittenAs(reported.Text));
    }
}

/// <summary>A number that a report rounds: the databases do not agree on halves, one of which has no decimal numbers.</summary>
/// <param name="Exact">The number.</param>
/// <param name="Digits">How many digits after the point the report has.</param>
internal sealed record Rounded(decimal Exact, int Digits)
{
    /// <summary>Whether that is the number, rounded to the nearest.</summary>
    public bool IsWrittenAs(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
        && decimal.Round(number, Digits) == number
        && Math.Abs(number - Exact) <= new decimal(5, 0, 0, false, (byte)(Digits + 1));
}
