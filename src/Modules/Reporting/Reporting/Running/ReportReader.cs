using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Reports;

namespace MonolithFirst.Reporting.Running;

/// <summary>Runs reports within their limits, one row in memory at a time.</summary>
internal sealed class ReportReader(ReportingDatabase database, ILogger<ReportReader> logger)
{
    /// <summary>Runs a report and hands its rows on as they come.</summary>
    /// <param name="report">The report.</param>
    /// <param name="values">What its parameters stand for.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="window">Which rows; all of them when it is null.</param>
    /// <param name="use">Takes the number of rows, and the rows: their values in the order of the columns.</param>
    /// <param name="cancellationToken">Ends it, in the database as well.</param>
    /// <exception cref="ProblemException">422: it takes longer, or has more rows, than allowed.</exception>
    public async Task<T> ReadAsync<T>(
        ReportDefinition report,
        IReadOnlyDictionary<string, object?> values,
        ReportLimits limits,
        ReportWindow? window,
        Func<long, IAsyncEnumerable<object?[]>, Task<T>> use,
        CancellationToken cancellationToken
    )
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limits.Time);
        try
        {
            await using var session = await database.OpenAsync(limited.Token);
            if (window is not null)
            {
                var (total, page) = await WindowAsync(session, report, values, limits.Rows, window, limited.Token);
                return await use(total, page.ToAsyncEnumerable());
            }

            var rows = await CountAsync(session, report, values, limits.Rows, limited.Token);
            return await use(rows, RowsAsync(session, report, values, () => limited.CancelAfter(limits.Reading), limited.Token));
        }
        catch (ReportViewException missing)
        {
            logger.LogError(missing, "The report {Report} cannot be run", report.Name);
            throw ProblemException.Of(
                StatusCodes.Status503ServiceUnavailable,
                "reporting.view_missing",
                "The report reads what a module has not published yet. An administrator finds in the log what is to be done."
            );
        }
        catch (Exception failure)
            when (failure is OperationCanceledException or DbException
                && limited.IsCancellationRequested
                && !cancellationToken.IsCancellationRequested
            )
        {
            throw TooLong(limits);
        }
    }

    /// <summary>Rows are counted before the first is sent, so that a report with too many is refused instead of cut off.</summary>
    private static async Task<long> CountAsync(
        ReportingSession session,
        ReportDefinition report,
        IReadOnlyDictionary<string, object?> values,
        int most,
        CancellationToken cancellationToken
    )
    {
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT COUNT(*) FROM (SELECT 1 AS one FROM (\n{report.Sql}\n) AS report_rows LIMIT {most + 1L}) AS counted"
        );
        var rows = await session
            .RowsAsync(sql, values, cancellationToken)
            .Select(row => Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture))
            .SingleAsync(cancellationToken);
        return rows <= most ? rows : throw TooManyRows(most);
    }

    /// <summary>Reads past what is outside of the window: that is cheaper than to ask the server a second time for the number of rows.</summary>
    private static async Task<(long Total, IReadOnlyList<object?[]> Page)> WindowAsync(
        ReportingSession session,
        ReportDefinition report,
        IReadOnlyDictionary<string, object?> values,
        int most,
        ReportWindow window,
        CancellationToken cancellationToken
    )
    {
        var page = new List<object?[]>();
        var total = 0L;
        RowConversion? conversion = null;
        var sql = string.Create(CultureInfo.InvariantCulture, $"{report.Sql}\nLIMIT {most + 1L}");
        await foreach (var row in session.RowsAsync(sql, values, cancellationToken))
        {
            if (total == most)
            {
                throw TooManyRows(most);
            }

            if (total >= window.Skip && page.Count < window.Take)
            {
                conversion ??= new RowConversion(report.Columns, row);
                page.Add(conversion.Of(row));
            }

            total++;
        }

        return (total, page);
    }

    private static ProblemException TooManyRows(int most) =>
        ProblemException
            .Unprocessable(
                "reporting.row_limit",
                $"The report has more than {most} rows. Ask for fewer days, or for one product or customer."
            )
            .With(("most", most));

    private static ProblemException TooLong(ReportLimits limits)
    {
        var time = limits.Time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        var reading = limits.Reading.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return ProblemException
            .Unprocessable(
                "reporting.time_limit",
                $"The report takes longer than {time} s, or its rows longer than {reading} s. Ask for fewer days."
            )
            .With(("seconds", time), ("reading", reading));
    }

    private static async IAsyncEnumerable<object?[]> RowsAsync(
        ReportingSession session,
        ReportDefinition report,
        IReadOnlyDictionary<string, object?> values,
        Action atFirst,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        RowConversion? conversion = null;
        await foreach (var row in session.RowsAsync(report.Sql, values, cancellationToken))
        {
            if (conversion is null)
            {
                conversion = new RowConversion(report.Columns, row);
                atFirst();
            }

            yield return conversion.Of(row);
        }
    }
}

/// <summary>Turns rows of the database into a report's values, in the order of its columns.</summary>
internal sealed class RowConversion(IReadOnlyList<ReportColumn> columns, DbDataReader like)
{
    private readonly int[] at = [.. columns.Select(column => like.GetOrdinal(SnakeCase(column.Name)))];
    private readonly int currency = columns.ToList().FindIndex(column => column.Name == "currency");

    public object?[] Of(DbDataReader row)
    {
        var values = new object?[at.Length];
        for (var index = 0; index < at.Length; index++)
        {
            var value = row.GetValue(at[index]);
            values[index] =
                value is DBNull ? null : Read(value, columns[index].Type, currency < 0 ? null : row.GetValue(at[currency]) as string);
        }

        return values;
    }

    private static object Read(object value, ColumnType type, string? currency) =>
        type switch
        {
            ColumnType.Text => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            ColumnType.Word => JsonNamingPolicy.CamelCase.ConvertName((string)value),
            ColumnType.Integer => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ColumnType.Decimal => Plain(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
            ColumnType.Money => new Money(Convert.ToInt64(value, CultureInfo.InvariantCulture), currency!),
            ColumnType.Time => DateTime.SpecifyKind(Convert.ToDateTime(value, CultureInfo.InvariantCulture), DateTimeKind.Utc),
            ColumnType.Duration => Plain(Convert.ToDecimal(value, CultureInfo.InvariantCulture) / 1000m),
            ColumnType.Flag => Convert.ToInt64(value, CultureInfo.InvariantCulture) != 0,
            _ => throw new InvalidOperationException($"There is no way to read a {type}."),
        };

    /// <summary>Without the zeros at the end, of which the databases give different numbers.</summary>
    private static decimal Plain(decimal value) => value / 1.000000000000000000000000000000000m;

    private static string SnakeCase(string name) =>
        string.Concat(name.Select(letter => char.IsUpper(letter) ? "_" + char.ToLowerInvariant(letter) : letter.ToString()));
}
