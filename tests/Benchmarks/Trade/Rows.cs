using System.Data.Common;
using System.Globalization;
using System.Text;
using MonolithFirst.Benchmarks.Bare;

namespace MonolithFirst.Benchmarks.Trade;

/// <summary>Rows on their way into a table: many to a statement, as text that both databases take for what EF Core would have written.</summary>
/// <param name="table">The table with its schema.</param>
/// <param name="columns">The columns, as they stand in SQL.</param>
internal sealed class Rows(string table, string columns)
{
    // SQLite reads no statement of more than a million bytes.
    private const int Full = 500_000;

    private readonly StringBuilder open = new();
    private readonly List<string> statements = [];

    public string Table => table;

    /// <summary>How many there have been.</summary>
    public int Count { get; private set; }

    public void Add(params ReadOnlySpan<object?> values)
    {
        open.Append(open.Length == 0 ? $"INSERT INTO {table} ({columns}) VALUES (" : ",\n(");
        for (var index = 0; index < values.Length; index++)
        {
            open.Append(index == 0 ? "" : ",");
            Append(values[index]);
        }

        open.Append(')');
        Count++;
        if (open.Length > Full)
        {
            Close();
        }
    }

    /// <summary>Writes those that wait.</summary>
    public async Task WriteAsync(DbConnection connection)
    {
        Close();
        foreach (var statement in statements)
        {
            await Sql.ExecuteAsync(connection, statement);
        }

        statements.Clear();
    }

    private void Close()
    {
        if (open.Length > 0)
        {
            statements.Add(open.ToString());
            open.Clear();
        }
    }

    private void Append(object? value) =>
        _ = value switch
        {
            null => open.Append("NULL"),
            bool flag => open.Append(flag ? '1' : '0'),
            string text => open.Append('\'').Append(Quotable(text)).Append('\''),
            Guid id => open.Append(CultureInfo.InvariantCulture, $"'{id}'"),
            // As SQLite's provider writes times: without zeros at the end. To MySQL it is all the same.
            DateTime time => open.Append(CultureInfo.InvariantCulture, $"'{time:yyyy-MM-dd HH:mm:ss.FFFFFF}'"),
            int or long => open.Append(CultureInfo.InvariantCulture, $"{value}"),
            _ => throw new ArgumentException($"There is no way to write a {value.GetType()}."),
        };

    /// <summary>Quotes are doubled in both dialects; backslashes mean something in one of them.</summary>
    private static string Quotable(string text) =>
        text.Contains('\\', StringComparison.Ordinal)
            ? throw new ArgumentException($"'{text}' has a backslash.")
            : text.Replace("'", "''", StringComparison.Ordinal);
}
