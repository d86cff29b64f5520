using System.Net;
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
        var charts = 0;

        await window.GoAsync("/admin/reports");
        Assert.Equal(reports.Count, await window.Page.Locator(".reports a").CountAsync());
        foreach (var (name, title) in reports)
        {
            await window.GoAsync("/admin/reports/" + name);
            Assert.Equal(title, await window.Page.InnerTextAsync("h1"));
            Assert.Equal(0, await window.Page.Locator("[role=alert]").CountAsync());
            await window.Page.ClickAsync(".filter button");
            await window.SettledAsync();
            Assert.True(await window.Page.Locator("main table, main .empty").CountAsync() > 0, name);
            charts += await window.Page.Locator("figure.chart svg path").CountAsync();
            var file = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync(".downloads a >> nth=0"));
            Assert.EndsWith(".csv", file.SuggestedFilename, StringComparison.Ordinal);
        }

        Assert.True(reports.Count == 0 || charts > 0, "No report had a chart drawn.");
    }

    /// <summary>Name and title of every report; none where this system has no reporting.</summary>
    internal static async Task<IReadOnlyList<ReportName>> CatalogueAsync(ConsoleFixture host)
    {
        var answer = await (await host.StaffAsync()).GetAsync("/api/reporting/reports");
        return answer.Status == HttpStatusCode.NotFound
            ? []
            :
            [
                .. answer
                    .MustBe(HttpStatusCode.OK)
                    .Json.GetProperty("items")
                    .EnumerateArray()
                    .Select(report => new ReportName(report.GetProperty("name").GetString()!, report.GetProperty("title").GetString()!)),
            ];
    }

    internal sealed record ReportName(string Name, string Title);
}
