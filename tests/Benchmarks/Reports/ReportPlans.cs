using System.Data.Common;
using System.Text;
using MonolithFirst.Benchmarks.Bare;
using MonolithFirst.Testing;
using MySqlConnector;

namespace MonolithFirst.Benchmarks.Reports;

/// <summary>How the server reads a report: a join without a key in its plan misses an index.</summary>
internal static class ReportPlans
{
    private static readonly string[] Shown = ["id", "select_type", "table", "type", "key", "ref", "rows", "Extra"];

    /// <summary>What the server explains of a report's SQL, as this tree has it.</summary>
    public static async Task<string> OfAsync(Database database, ReportQuestion question, DateRange days)
    {
        var sql = await File.ReadAllTextAsync(FileOf(question.Report));
        var rows = await database.ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN " + sql;
            AddParameters(command, question, days);
            return await ReadAsync(command);
        });
        return $"{question.Label}, {days.First:yyyy-MM-dd} to {days.Last:yyyy-MM-dd}\n{Written(rows)}";
    }

    private static string FileOf(string report)
    {
        var name = string.Concat(report.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return Path.Combine(SourceTree.Root, "src", "Modules", "Reporting", "Reporting", "Reports", name + ".sql");
    }

    private static void AddParameters(DbCommand command, ReportQuestion question, DateRange days)
    {
        var period = question.Period is null ? null : char.ToUpperInvariant(question.Period[0]) + question.Period[1..];
        (string Name, object? Value)[] all =
        [
            ("@from", days.Begin),
            ("@to", days.End),
            ("@until", days.End),
            ("@days", days.Days),
            ("@yesterday", days.End.AddDays(-2)),
            ("@period", period),
            ("@product", null),
            ("@customer", null),
            ("@status", null),
        ];
        foreach (var (name, value) in all)
        {
            command.Parameters.Add(new MySqlParameter(name, value ?? DBNull.Value));
        }
    }

    private static async Task<List<string[]>> ReadAsync(DbCommand command)
    {
        List<string[]> rows = [Shown];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add([
                .. Shown.Select(column => Convert.ToString(reader[column], System.Globalization.CultureInfo.InvariantCulture) ?? ""),
            ]);
        }

        return rows;
    }

    private static string Written(List<string[]> rows)
    {
        var widths = Shown.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append("  ").AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return text.ToString();
    }
}
