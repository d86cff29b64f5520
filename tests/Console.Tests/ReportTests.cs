using System.Net;
using System.Text.Json;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>Every report of the catalogue, as a browser shows it.</summary>
[Collection<OneConsole>]
public sealed class ReportTests(ConsoleFixture host)
{
    [Fact]
    public async Task Every_report_opens_with_its_form_table_or_what_is_missing_and_can_be_downloaded()
    {
        var sku = await host.Shop.ProductAsync("2.00", 5);
        var customer = await host.Shop.CustomerAsync("10.00");
        await Shop.OrderIsAsync(customer, await Shop.OrderAsync(customer, (sku, 2)), "confirmed");
        var reports = await CatalogueAsync(host);
        await using var window = await host.AdministratorsWindowAsync();

        await window.GoAsync("/admin/reports");
        Assert.Equal(reports.Count, await window.Page.Locator(".reports a").CountAsync());
        foreach (var (name, title, hasChart) in reports)
        {
            await window.GoAsync("/admin/reports/" + name);
            Assert.Equal(title, await window.Page.InnerTextAsync("h1"));
            Assert.Equal(0, await window.Page.Locator("[role=alert]").CountAsync());
            await window.Page.ClickAsync(".filter button");
            await window.SettledAsync();
            await window.Page.WaitForSelectorAsync("main table, main .empty");
            var isDrawn = await window.Page.Locator("figure.chart svg path, figure.chart svg rect").CountAsync() > 0;
            Assert.Equal((name, hasChart && await window.Page.Locator("main table").CountAsync() > 0), (name, isDrawn));
            var file = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync(".downloads a >> nth=0"));
            Assert.EndsWith(".csv", file.SuggestedFilename, StringComparison.Ordinal);
        }
    }

    /// <summary>Every report.</summary>
    internal static async Task<IReadOnlyList<ReportName>> CatalogueAsync(ConsoleFixture host) =>
        [
            .. (await (await host.StaffAsync()).GetAsync("/api/reporting/reports"))
                .MustBe(HttpStatusCode.OK)
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(report => new ReportName(
                    report.GetProperty("name").GetString()!,
                    report.GetProperty("title").GetString()!,
                    report.GetProperty("chart").ValueKind == JsonValueKind.Object
                )),
        ];

    internal sealed record ReportName(string Name, string Title, bool HasChart);
}
