using System.Globalization;
using System.Text.Json;
using MonolithFirst.Abstractions;

namespace MonolithFirst.Benchmarks.Reports;

/// <summary>The rows of a report as text, in their order: that of the report and that of a client who put the same together can be compared.</summary>
/// <param name="columns">The report's columns.</param>
internal sealed class ReportRows(params IReadOnlyList<string> columns)
{
    private readonly List<string> rows = [];

    public int Count => rows.Count;

    /// <summary>What a report has answered.</summary>
    public static ReportRows Of(IEnumerable<JsonElement> items)
    {
        var read = new ReportRows();
        foreach (var item in items)
        {
            read.rows.Add(Written(item.EnumerateObject().Select(column => (column.Name, Text(column.Value)))));
        }

        return read;
    }

    /// <param name="values">By column.</param>
    public void Add(params IReadOnlyList<object?> values) => rows.Add(Written(columns.Zip(values.Select(Text))));

    /// <summary>The first row in which the two differ, as both have it; null where they are the same.</summary>
    public string? DifferenceFrom(ReportRows other)
    {
        var pairs = Enumerable.Range(0, Math.Max(Count, other.Count)).Select(index => (Own: At(index), Others: other.At(index)));
        var (own, others) = pairs.FirstOrDefault(pair => pair.Own != pair.Others);
        return own == others ? null : $"{own}\n{others}";
    }

    private string At(int index) => index < Count ? rows[index] : "no row";

    private static string Written(IEnumerable<(string Column, string Value)> row) =>
        string.Join(", ", row.Select(cell => $"{cell.Column} {cell.Value}"));

    private static string Text(object? value) =>
        value switch
        {
            null => "none",
            decimal number => number.ToString("0.######", CultureInfo.InvariantCulture),
            JsonElement { ValueKind: JsonValueKind.Null } => Text(null),
            JsonElement { ValueKind: JsonValueKind.Number } number => Text(number.GetDecimal()),
            JsonElement { ValueKind: JsonValueKind.Object } money => Text(money.Deserialize<Money>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
