using System.Text.RegularExpressions;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>
/// What a report's SQL reads. It is taken apart into words, and wherever a table can stand there must be a published view, a subquery, or
/// a name that the SQL itself gives to one. Whatever could hide a table from that is refused.
/// </summary>
internal sealed partial class ReportSql
{
    private static readonly string[] Forbidden = ["INTO", "TABLE", "INSERT", "UPDATE", "DELETE", "ATTACH", "PRAGMA", "CALL", "LOCK"];
    private static readonly string[] EndOfTables =
    [
        "WHERE",
        "GROUP",
        "HAVING",
        "WINDOW",
        "ORDER",
        "LIMIT",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "SELECT",
        "WITH",
        "VALUES",
    ];

    private readonly List<string> words;
    private readonly HashSet<string> modules;
    private readonly HashSet<string> named;
    private readonly Stack<Level> levels = new([new Level()]);

    private ReportSql(string sql, IEnumerable<string> modules)
    {
        words =
        [
            .. Word()
                .Matches(sql)
                .Where(match => !match.Value.StartsWith("--", StringComparison.Ordinal))
                .Select(match => match.Value[0] == '\'' ? match.Value : Space().Replace(match.Value, "")),
        ];
        this.modules = modules.ToHashSet(StringComparer.Ordinal);
        named = Enumerable
            .Range(0, Math.Max(0, words.Count - 3))
            .Where(at => Is(at, "WITH", "RECURSIVE", ",") && Is(at + 2, "AS") && Is(at + 3, "("))
            .Select(at => words[at + 1])
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What is wrong with the SQL of a report in a product of these modules.</summary>
    public static IEnumerable<string> Faults(string sql, IEnumerable<string> modules)
    {
        var read = new ReportSql(sql, modules);
        return read.FaultsOfForm().Concat(read.FaultsOfTables()).Distinct();
    }

    private IEnumerable<string> FaultsOfForm()
    {
        if (words.Count == 0 || !Is(0, "SELECT", "WITH"))
        {
            yield return "is no SELECT";
        }

        foreach (var word in words.Where(word => Forbidden.Contains(word.ToUpperInvariant())))
        {
            yield return $"says {word.ToUpperInvariant()}";
        }

        foreach (
            var word in words.Where(word => word is ";" or "`" or "\"" or "[" or "#" || word.StartsWith("/*", StringComparison.Ordinal))
        )
        {
            yield return $"has a {word}, behind which a table could hide";
        }

        if (words.Any(word => word.Contains('\\', StringComparison.Ordinal)))
        {
            yield return "has a backslash, which the databases read differently";
        }
    }

    private IEnumerable<string> FaultsOfTables()
    {
        for (var at = 0; at < words.Count; at++)
        {
            var level = levels.Peek();
            if (Is(at, "("))
            {
                // In front of a table it holds a subquery, or tables; anywhere else an expression.
                levels.Push(new Level { IsInTables = level.ExpectsTable, ExpectsTable = level.ExpectsTable });
                level.ExpectsTable = false;
            }
            else if (Is(at, ")"))
            {
                if (levels.Count > 1)
                {
                    levels.Pop();
                }
            }
            else if (Is(at, EndOfTables))
            {
                (level.IsInTables, level.ExpectsTable) = (false, false);
            }
            else if (Is(at, "FROM", "JOIN", "STRAIGHT_JOIN") || (level.IsInTables && Is(at, ",")))
            {
                (level.IsInTables, level.ExpectsTable) = (true, true);
            }
            else if (level.ExpectsTable && !Is(at, "LATERAL"))
            {
                level.ExpectsTable = false;
                if (!named.Contains(words[at]) && !IsView(words[at]))
                {
                    yield return $"reads {words[at]}";
                }
            }
            else if (Is(at, "IN") && at + 1 < words.Count && !Is(at + 1, "("))
            {
                yield return $"reads {words[at + 1]}";
            }
        }
    }

    private bool IsView(string word) => word.Split('.') is [var module, var view] && modules.Contains(module) && View().IsMatch(view);

    private bool Is(int at, params string[] candidates) => candidates.Contains(words[at], StringComparer.OrdinalIgnoreCase);

    // With a blank behind them both databases take two hyphens for a comment; without one, MySQL does not.
    [GeneratedRegex(@"'(?:[^']|'')*'|--[ \t][^\n]*|@?[A-Za-z_][\w$]*(?:\s*\.\s*[A-Za-z_][\w$]*)*|[\d.]+|/\*!?|\S")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s*(?=\.)|(?<=\.)\s*")]
    private static partial Regex Space();

    [GeneratedRegex(@"^rpt_[a-z][a-z0-9_]*\z")]
    private static partial Regex View();

    /// <summary>What may come within a pair of parentheses.</summary>
    private sealed class Level
    {
        public bool IsInTables { get; set; }

        public bool ExpectsTable { get; set; }
    }
}
