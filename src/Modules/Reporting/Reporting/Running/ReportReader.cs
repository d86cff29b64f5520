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
            var rows = await CountAsync(session, report, values, limits.Rows, limited.Token);
            var sql = window is null
                ? report.Sql
                : string.Create(CultureInfo.InvariantCulture, $"{report.Sql}\nLIMIT {window.Take} OFFSET {window.Skip}");
            return await use(rows, RowsAsync(session, report, sql, values, () => limited.CancelAfter(limits.Reading), limited.Token));
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
            throw ProblemException.Unprocessable(
                "reporting.time_limit",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The report takes longer than {limits.Time.TotalSeconds:0.###} s, or its rows longer than {limits.Reading.TotalSeconds:0.###} s. Ask for fewer days."
                )
            );
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
        return rows <= most
            ? rows
            : throw ProblemException.Unprocessable(
                "reporting.row_limit",
                $"The report has more than {most} rows. Ask for fewer days, or for one product or customer."
            );
    }

    private static async IAsyncEnumerable<object?[]> RowsAsync(
        ReportingSession session,
        ReportDefinition report,
        string sql,
        IReadOnlyDictionary<string, object?> values,
        Action atFirst,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int[]? at = null;
        var currency = report.Columns.ToList().FindIndex(column => column.Name == "currency");
        await foreach (var reader in session.RowsAsync(sql, values, cancellationToken))
        {
            if (at is null)
            {
                at = [.. report.Columns.Select(column => reader.GetOrdinal(SnakeCase(column.Name)))];
                atFirst();
            }

            var row = new object?[at.Length];
            for (var index = 0; index < at.Length; index++)
            {
                var value = reader.GetValue(at[index]);
                row[index] =
                    value is DBNull
                        ? null
                        : Read(value, report.Columns[index].Type, currency < 0 ? null : reader.GetValue(at[currency]) as string);
            }

            yield return row;
        }
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
