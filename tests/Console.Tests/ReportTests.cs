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
            await MustShowRowsAsync(window, name, hasChart);
            var file = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync(".downloads a >> nth=0"));
            Assert.EndsWith(".csv", file.SuggestedFilename, StringComparison.Ordinal);
        }
    }

    /// <summary>Waits for its rows with their chart, or the words for none. Both are looked at in one moment: the page may be replaced meanwhile.</summary>
    private static async Task MustShowRowsAsync(Window window, string name, bool hasChart)
    {
        try
        {
            await window.Page.WaitForFunctionAsync(
                """
                hasChart => {
                  const table = document.querySelector('main table') !== null;
                  const chart = document.querySelector('figure.chart svg path, figure.chart svg rect') !== null;
                  return (table || document.querySelector('main .empty') !== null) && chart === (hasChart && table);
                }
                """,
                hasChart
            );
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{name} does not show its rows, or not as a chart: {await window.TextAsync()}", late);
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
