using System.Globalization;
using System.Text;

namespace MonolithFirst.Benchmarks;

/// <summary>The tables that are printed, one for each choice of what is compared.</summary>
internal sealed class Tables
{
    private readonly List<Table> tables = [];

    /// <summary>The table with these columns, for all parts that compare the same.</summary>
    public Table Of(string baseline, params IReadOnlyList<string> compared)
    {
        var table = tables.Find(known => known.Baseline == baseline && known.Compared.SequenceEqual(compared));
        if (table is null)
        {
            tables.Add(table = new Table(baseline, compared));
        }

        return table;
    }

    public string Print() => string.Join(Environment.NewLine, tables.Select(table => table.Print()));
}

/// <summary>Figures of several sides beside one that they are compared with.</summary>
/// <param name="baseline">What the others are compared with.</param>
/// <param name="compared">The others.</param>
internal sealed class Table(string baseline, IReadOnlyList<string> compared)
{
    private readonly List<IReadOnlyList<string>> rows =
    [
        ["figure", baseline, .. compared.SelectMany(side => new[] { side, "ratio" }), "aim"],
    ];

    public string Baseline => baseline;

    public IReadOnlyList<string> Compared => compared;

    /// <summary>
    /// A figure. A ratio is the median of the rounds' own ratios, so that what slows all sides counts little.
    /// </summary>
    /// <param name="figure">What it is.</param>
    /// <param name="sides">By side, the baseline first: the figure of each round; empty where a side has none.</param>
    /// <param name="aim">What is aimed at.</param>
    /// <param name="format">How figures are written.</param>
    public void Add(string figure, IReadOnlyList<IReadOnlyList<double>> sides, string aim = "", string format = "0")
    {
        var cells = sides.Skip(1).SelectMany(side => new[] { Cell(side, format), Cell(Ratios(side, sides[0]), "0.00") });
        rows.Add([figure, Cell(sides[0], format), .. cells, aim]);
    }

    public string Print()
    {
        var last = rows[0].Count - 1;
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var (row, index) in rows.Select((row, index) => (row, index)))
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Aligned)).AppendLine(" |");
            if (index == 0)
            {
                text.Append("| ").AppendJoin(" | ", widths.Select(Rule)).AppendLine(" |");
            }
        }

        return text.ToString();

        bool IsText(int column) => column == 0 || column == last;

        string Aligned(string cell, int column) => IsText(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);

        string Rule(int width, int column) => IsText(column) ? new string('-', width) : new string('-', width - 1) + ":";
    }

    private static IReadOnlyList<double> Ratios(IReadOnlyList<double> side, IReadOnlyList<double> beside) =>
        [.. side.Zip(beside, (own, other) => own / other)];

    private static string Cell(IReadOnlyList<double> rounds, string format) =>
        rounds.Count == 0 ? "" : Median(rounds).ToString(format, CultureInfo.InvariantCulture);

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
