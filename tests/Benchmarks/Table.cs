using System.Globalization;
using System.Text;

namespace MonolithFirst.Benchmarks;

/// <summary>The one table that is printed.</summary>
internal sealed class Table
{
    private readonly List<string[]> rows =
    [
        ["figure", "host", "bare API", "ratio", "aim"],
    ];

    /// <summary>A figure that the bare API has as well. The ratio is the median of the rounds' own ratios, so that what slows both counts little.</summary>
    public void Add(string figure, IReadOnlyList<double> host, IReadOnlyList<double> bare, string aim = "", string format = "0") =>
        rows.Add([
            figure,
            Text(Median(host), format),
            Text(Median(bare), format),
            Text(Median([.. host.Zip(bare, (ours, theirs) => ours / theirs)]), "0.00"),
            aim,
        ]);

    /// <summary>A figure of the host alone.</summary>
    public void Add(string figure, IReadOnlyList<double> host, string aim = "", string format = "0") =>
        rows.Add([figure, Text(Median(host), format), "", "", aim]);

    public string Print()
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var (row, index) in rows.Select((row, index) => (row, index)))
        {
            text.Append("| ").AppendJoin(" | ", row.Select((cell, column) => Aligned(cell, column))).AppendLine(" |");
            if (index == 0)
            {
                text.Append("| ").AppendJoin(" | ", widths.Select((width, column) => Rule(width, column))).AppendLine(" |");
            }
        }

        return text.ToString();

        string Aligned(string cell, int column) => column is 0 or 4 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);

        static string Rule(int width, int column) => column is 0 or 4 ? new string('-', width) : new string('-', width - 1) + ":";
    }

    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
