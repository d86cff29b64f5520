using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using MonolithFirst.Abstractions;
using MonolithFirst.Reporting.Reports;
using SpreadCheetah;

namespace MonolithFirst.Reporting.Running;

/// <summary>The files that a report can be had as.</summary>
internal enum ReportFormat
{
    /// <summary>Comma-separated values (RFC 4180) in UTF-8, with a byte-order mark.</summary>
    Csv,

    /// <summary>An Excel workbook.</summary>
    Xlsx,
}

/// <summary>Writes reports as files, row by row as they come.</summary>
internal static class ReportFile
{
    /// <summary>The most rows that a sheet of Excel has beneath its headings.</summary>
    public const int MostExcelRows = 1_048_575;

    /// <summary>What a CSV file is, for those who read it.</summary>
    public const string AboutCsv =
        "CSV is as in RFC 4180, in UTF-8 and beginning with a byte-order mark, without which spreadsheets take it for another encoding. "
        + "Text that spreadsheets would take for a formula has an apostrophe before it.";

    public const string CsvType = "text/csv; charset=utf-8";
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static string TypeOf(ReportFormat format) => format == ReportFormat.Csv ? CsvType : XlsxType;

    /// <summary>Limits under which a report also fits into the file.</summary>
    public static ReportLimits Within(ReportLimits limits, ReportFormat format) =>
        format == ReportFormat.Xlsx && limits.Rows > MostExcelRows ? limits with { Rows = MostExcelRows } : limits;

    /// <summary>Writes a file with the headings and all rows.</summary>
    public static Task WriteAsync(
        Stream to,
        ReportFormat format,
        ReportDefinition report,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    ) =>
        format == ReportFormat.Csv
            ? WriteCsvAsync(to, report, rows, cancellationToken)
            : WriteXlsxAsync(to, report, rows, cancellationToken);

    /// <summary>The headings and all rows as CSV that stands in another text, where a byte-order mark would be a sign of it.</summary>
    public static async Task<string> TextAsync(
        ReportDefinition report,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        await WriteCsvAsync(text, report, rows, cancellationToken);
        return text.ToString();
    }

    private static async Task WriteCsvAsync(
        Stream to,
        ReportDefinition report,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        // Excel takes what begins without the mark for the encoding of its country, and Chinese names for something else.
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await WriteCsvAsync(text, report, rows, cancellationToken);
    }

    private static async Task WriteCsvAsync(
        TextWriter text,
        ReportDefinition report,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        await using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n" }, leaveOpen: true);
        foreach (var column in report.Columns)
        {
            csv.WriteField(column.Name);
        }

        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var value in row)
            {
                csv.WriteField(CsvText(value));
            }

            await csv.NextRecordAsync();
        }

        await csv.FlushAsync();
    }

    private static async Task WriteXlsxAsync(
        Stream to,
        ReportDefinition report,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        await using var workbook = await Spreadsheet.CreateNewAsync(to, cancellationToken: cancellationToken);
        await workbook.StartWorksheetAsync("Report", token: cancellationToken);
        await workbook.AddRowAsync([.. report.Columns.Select(column => new DataCell(column.Name))], cancellationToken);
        var cells = new DataCell[report.Columns.Count];
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            for (var index = 0; index < cells.Length; index++)
            {
                cells[index] = CellOf(row[index]);
            }

            await workbook.AddRowAsync(cells, cancellationToken);
        }

        await workbook.FinishAsync(cancellationToken);
    }

    private static string CsvText(object? value) =>
        value switch
        {
            null => "",
            string text => WithoutFormula(text),
            Money money => money.ToDecimalString(),
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    /// <summary>Spreadsheets take text that begins so for a formula, and names are given by customers.</summary>
    private static string WithoutFormula(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;

    private static DataCell CellOf(object? value) =>
        value switch
        {
            null => new DataCell(),
            Money money => new DataCell(decimal.Parse(money.ToDecimalString(), CultureInfo.InvariantCulture)),
            long number => new DataCell(number),
            decimal number => new DataCell(number),
            bool flag => new DataCell(flag),
            DateTime time => new DataCell(time),
            _ => new DataCell((string)value),
        };
}
