using System.Globalization;

namespace MonolithFirst.Benchmarks.Reports;

/// <summary>What the part <c>reports</c> is told on the command line.</summary>
internal sealed record ReportsOptions
{
    public const string Usage = "In reports also: --orders 200000, --seed 1, --sqlite, --explain.";

    /// <summary>How many orders two years have.</summary>
    public int Orders { get; init; } = 200_000;

    /// <summary>Which two years: the same seed gives the same rows.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>On SQLite instead of MySQL.</summary>
    public bool OnSqlite { get; init; }

    /// <summary>Prints how the server reads each report.</summary>
    public bool Explain { get; init; }

    /// <summary>Takes what is this part's own out of the command line.</summary>
    /// <exception cref="ArgumentException">It cannot be read; the message says what can be.</exception>
    public static ReportsOptions TakeFrom(List<string> line)
    {
        var usual = new ReportsOptions();
        return new ReportsOptions
        {
            Orders = Number(line, "--orders", usual.Orders),
            Seed = Number(line, "--seed", usual.Seed),
            OnSqlite = line.Remove("--sqlite"),
            Explain = line.Remove("--explain"),
        };
    }

    private static int Number(List<string> line, string option, int usual)
    {
        var at = line.IndexOf(option);
        if (at < 0)
        {
            return usual;
        }

        if (
            at + 1 == line.Count
            || !int.TryParse(line[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number == 0
        )
        {
            throw new ArgumentException($"{option} needs a number above zero.");
        }

        line.RemoveRange(at, 2);
        return number;
    }
}
