using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using CsvHelper;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>How reports are asked for, refused and taken away.</summary>
public abstract class ReportsOverRestTests(HostFixtureOf host)
{
    private const string Reports = "/api/reporting/reports";

    [Fact]
    public async Task The_catalogue_names_parameters_and_columns_and_every_report_in_it_runs()
    {
        var staff = await host.StaffAsync();

        var reports = (await staff.GetAsync(Reports)).MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(10, reports.Count);
        foreach (var report in reports)
        {
            var name = report.GetProperty("name").GetString()!;
            Assert.NotEmpty(report.GetProperty("parameters").EnumerateArray());
            var columns = report.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()).ToList();
            Assert.NotEmpty(columns);
            if (report.GetProperty("chart") is { ValueKind: JsonValueKind.Object } chart)
            {
                Assert.Subset(columns.ToHashSet(), Charted(chart).ToHashSet());
            }

            (await staff.GetAsync($"{Reports}/{name}?days=3")).MustBe(HttpStatusCode.OK);
            foreach (var choice in Choices(report))
            {
                (await staff.GetAsync($"{Reports}/{name}?{choice}")).MustBe(HttpStatusCode.OK);
            }
        }
    }

    private static IEnumerable<string?> Charted(JsonElement chart) =>
        chart
            .GetProperty("labels")
            .EnumerateArray()
            .Concat(chart.GetProperty("values").EnumerateArray())
            .Append(chart.GetProperty("by"))
            .Where(column => column.ValueKind == JsonValueKind.String)
            .Select(column => column.GetString());

    [Fact]
    public async Task Reports_are_for_staff()
    {
        (await host.Anonymous.GetAsync(Reports + "/stock")).MustBe(HttpStatusCode.Unauthorized);
        var customer = await host.CustomerAsync();
        (await customer.GetAsync(Reports)).MustBe(HttpStatusCode.Forbidden);
        (await customer.GetAsync(Reports + "/stock")).MustBe(HttpStatusCode.Forbidden);
        (await customer.GetAsync(Reports + "/stock/download")).MustBe(HttpStatusCode.Forbidden);
        (await customer.PostAsync(Reports + "/stock/runs", new { })).MustBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_no_report_and_no_parameter_of_it_is_refused_all_faults_at_once()
    {
        var staff = await host.StaffAsync();

        (await staff.GetAsync(Reports + "/nothing")).MustBe(HttpStatusCode.NotFound, "reporting.report_not_found");
        var refused = (await staff.GetAsync(Reports + "/sales?period=year&product=A&days=0")).MustBe(HttpStatusCode.BadRequest);

        Assert.Equal(
            ["days", "period", "product"],
            refused.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order()
        );
        (await staff.GetAsync(Reports + "/sales?from=2026-02-01&to=2026-01-01")).MustBe(HttpStatusCode.BadRequest);
        (await staff.GetAsync(Reports + "/sales?from=2026-01-01&days=3")).MustBe(HttpStatusCode.BadRequest);
        (await staff.GetAsync(Reports + "/sales?from=yesterday")).MustBe(HttpStatusCode.BadRequest);
        (await staff.GetAsync(Reports + "/stock?pageSize=101")).MustBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_days_that_were_looked_at_are_in_the_answer()
    {
        var staff = await host.StaffAsync();

        var page = (await staff.GetAsync(Reports + "/sales?to=2026-03-10&days=10")).MustBe(HttpStatusCode.OK).Json;

        Assert.Equal(("2026-03-01", "2026-03-10"), (page.GetProperty("from").GetString(), page.GetProperty("to").GetString()));
    }

    [Fact]
    public async Task Pages_files_and_jobs_hold_the_same_rows()
    {
        var staff = await host.StaffAsync();
        var pages = new List<JsonElement>();
        for (var page = 1; page <= 2; page++)
        {
            var read = (await staff.GetAsync($"{Reports}/stock?pageSize=2&page={page}")).MustBe(HttpStatusCode.OK).Json;
            Assert.Equal(2, read.GetProperty("items").GetArrayLength());
            pages.AddRange(read.GetProperty("items").EnumerateArray());
        }

        var csv = await staff.GetAsync(Reports + "/stock/download?format=csv");

        Assert.Equal("text/csv", csv.MustBe(HttpStatusCode.OK).ContentHeaders.ContentType?.MediaType);
        Assert.Equal("stock.csv", csv.ContentHeaders.ContentDisposition?.FileName);
        var lines = csv.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("sku,name,onHand,", lines[0], StringComparison.Ordinal);
        Assert.Equal(pages.Select(row => row.GetProperty("sku").GetString()), lines[1..5].Select(line => line.Split(',')[0]));
        var sheet = await SheetAsync(staff, Reports + "/stock/download?format=xlsx");
        Assert.Equal(lines.Length, sheet.Count);
        Assert.Equal(lines.Select(line => line.Split(',')[0]), sheet.Select(row => row[0]));
        Assert.Equal(csv.Body, await Runs.FileAsync(staff, await RunAsync(staff, "stock", "csv")));
    }

    [Fact]
    public async Task A_csv_file_begins_with_the_mark_by_which_spreadsheets_know_its_encoding()
    {
        var staff = await host.StaffAsync();
        var run = await RunAsync(staff, "stock", "csv");

        foreach (var path in new[] { Reports + "/stock/download", run + "/download" })
        {
            var file = await BytesAsync(staff, path);
            Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'s', (byte)'k', (byte)'u', (byte)','], file[..7]);
            using var reader = new CsvReader(new StreamReader(new MemoryStream(file)), CultureInfo.InvariantCulture);
            Assert.True(await reader.ReadAsync() && reader.ReadHeader());
            Assert.Equal("sku", reader.HeaderRecord![0]);
        }
    }

    [Fact]
    public async Task A_run_says_how_far_it_has_come_and_a_file_that_is_not_there_is_refused()
    {
        var staff = await host.StaffAsync();
        (await staff.GetAsync("/api/reporting/runs/" + Guid.NewGuid())).MustBe(HttpStatusCode.NotFound, "reporting.run_not_found");
        (await staff.PostAsync(Reports + "/sales/runs", new { arguments = new { product = "A" } })).MustBe(HttpStatusCode.BadRequest);

        await RunAsync(staff, "stock", "xlsx");

        var run = (await staff.GetAsync("/api/reporting/runs?status=done&pageSize=1")).MustBe(HttpStatusCode.OK).Json.GetProperty("items")[
            0
        ];
        Assert.Equal(run.GetProperty("totalRows").GetInt64(), run.GetProperty("writtenRows").GetInt64());
        Assert.True(run.GetProperty("totalRows").GetInt64() > 0);
        Assert.Equal(staff.UserId, run.GetProperty("requestedBy").GetGuid());
    }

    [Fact]
    public async Task Names_that_spreadsheets_would_take_for_formulas_are_text_in_a_file()
    {
        var staff = await host.StaffAsync();
        var sku = "FORMULA-" + Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();
        var product = new
        {
            sku,
            name = "=HYPERLINK(\"http://example.test\")",
            description = "",
            price = new { amount = "1.00", currency = "EUR" },
        };
        (await staff.PostAsync("/api/catalog/products", product)).MustBe(HttpStatusCode.Created);
        await Eventually.GetAsync(
            () => staff.PostAsync($"/api/inventory/stock/{sku}/receipts", new { quantity = 1, reason = "For a test" }),
            answer => answer.Status == HttpStatusCode.Created
        );

        var csv = (await staff.GetAsync($"{Reports}/stock/download?product={sku}")).MustBe(HttpStatusCode.OK).Body;

        Assert.Contains(",\"'=HYPERLINK(\"\"http://example.test\"\")\",", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_report_is_changed_by_its_owner_as_it_was_read()
    {
        var staff = await host.StaffAsync();
        var body = Saved("Stock of the week", new { days = 7 });

        var made = (await staff.PostAsync("/api/reporting/saved-reports", body)).MustBe(HttpStatusCode.Created);

        var read = (await staff.GetAsync(made.Location!)).MustBe(HttpStatusCode.OK);
        Assert.Equal(7, read.Json.GetProperty("arguments").GetProperty("days").GetInt32());
        (await staff.PutAsync(made.Location!, Saved("Renamed", new { days = 8 }), read.ETag)).MustBe(HttpStatusCode.OK);
        (await staff.PutAsync(made.Location!, body, read.ETag)).MustBe(HttpStatusCode.PreconditionFailed);
        (await staff.PostAsync("/api/reporting/saved-reports", Saved("Odd", new { period = "day" }))).MustBe(HttpStatusCode.BadRequest);
        var listed = (await staff.GetAsync("/api/reporting/saved-reports?pageSize=100")).MustBe(HttpStatusCode.OK).Body;
        Assert.Contains("\"Renamed\"", listed, StringComparison.Ordinal);
        var admin = await host.AdminAsync();
        (await admin.DeleteAsync(made.Location!)).MustBe(HttpStatusCode.NoContent);
        (await staff.GetAsync(made.Location!)).MustBe(HttpStatusCode.NotFound);
        var others = (await admin.PostAsync("/api/reporting/saved-reports", body)).MustBe(HttpStatusCode.Created);
        (await staff.PutAsync(others.Location!, body, "*")).MustBe(HttpStatusCode.Forbidden, "reporting.not_yours");
        (await staff.DeleteAsync(others.Location!)).MustBe(HttpStatusCode.Forbidden, "reporting.not_yours");
    }

    private static object Saved(string name, object arguments) =>
        new
        {
            name,
            report = "stock",
            arguments,
        };

    private static IEnumerable<string> Choices(JsonElement report) =>
        from parameter in report.GetProperty("parameters").EnumerateArray()
        let choices = parameter.GetProperty("choices")
        where choices.ValueKind == JsonValueKind.Array
        from choice in choices.EnumerateArray()
        select $"{parameter.GetProperty("name").GetString()}={choice.GetString()}";

    /// <summary>Runs a report as a job until it is done, and returns where it is.</summary>
    private static async Task<string> RunAsync(Client staff, string report, string format)
    {
        var started = (await staff.PostAsync($"{Reports}/{report}/runs", new { format })).MustBe(HttpStatusCode.Accepted);
        await Eventually.GetAsync(
            () => staff.GetAsync(started.Location!),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("status").GetString() == "done",
            TimeSpan.FromSeconds(90),
            "The run done"
        );
        return started.Location!;
    }

    private async Task<byte[]> BytesAsync(Client staff, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", staff.Token);
        using var answer = await host.Host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> SheetAsync(Client staff, string path)
    {
        await using var workbook = new ZipArchive(new MemoryStream(await BytesAsync(staff, path)), ZipArchiveMode.Read);
        await using var sheet = await workbook.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync();
        var xml = await XDocument.LoadAsync(sheet, LoadOptions.None, CancellationToken.None);
        var space = xml.Root!.GetDefaultNamespace();
        return
        [
            .. xml.Descendants(space + "row")
                .Select(row => (IReadOnlyList<string>)[.. row.Elements(space + "c").Select(cell => cell.Value)]),
        ];
    }
}

public sealed class ReportsOverRestOnSqliteTests(HostFixture host) : ReportsOverRestTests(host), IClassFixture<HostFixture>;

public sealed class ReportsOverRestOnMySqlTests(MySqlHostFixture host) : ReportsOverRestTests(host), IClassFixture<MySqlHostFixture>;
