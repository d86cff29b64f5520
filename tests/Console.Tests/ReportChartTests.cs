using System.Globalization;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>What the charts of reports show of time.</summary>
[Collection<OneConsole>]
public sealed class ReportChartTests(ConsoleFixture host)
{
    [Theory]
    [InlineData("day", 36)]
    [InlineData("week", 6)]
    [InlineData("month", 3)]
    public async Task Days_weeks_and_months_without_sales_have_their_place_on_a_line(string period, int points)
    {
        var (customer, sku) = await CustomerAsync();
        await OrderAtAsync(customer, sku, new DateTime(2021, 1, 28));
        await OrderAtAsync(customer, sku, new DateTime(2021, 1, 30));
        await OrderAtAsync(customer, sku, new DateTime(2021, 3, 4));
        await using var window = await host.AdministratorsWindowAsync();

        await window.GoAsync($"/admin/reports/sales?from=2021-01-01&to=2021-12-31&period={period}&customer={customer.UserId}");

        var lines = await PointsAsync(window);
        Assert.Equal([points, points, points], lines);
    }

    [Fact]
    public async Task A_cohorts_line_ends_with_the_present_month()
    {
        var month = new DateTime(DateTime.UtcNow.Year, DateTime.UtcNow.Month, 1);
        var (older, sku) = await CustomerAsync();
        var (younger, other) = await CustomerAsync();
        await OrderAtAsync(older, sku, month.AddMonths(-3));
        await OrderAtAsync(older, sku, month.AddMonths(-2));
        await OrderAtAsync(younger, other, month.AddMonths(-1));
        // The present month's own line is a point.
        await OrderAtAsync((await CustomerAsync()).Customer, sku, DateTime.UtcNow);
        await using var window = await host.AdministratorsWindowAsync();

        await window.GoAsync($"/admin/reports/customer-cohorts?from={month.AddMonths(-3):yyyy-MM-dd}");

        var lines = await PointsAsync(window);
        Assert.Equal([4, 2], lines);
    }

    private async Task<(Client Customer, string Sku)> CustomerAsync() =>
        (await host.Shop.CustomerAsync("100.00"), await host.Shop.ProductAsync("2.00", 50));

    private async Task OrderAtAsync(Client customer, string sku, DateTime at)
    {
        var id = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, id, "confirmed");
        var time = at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        await host.TablesOf("payments").ExecuteAsync($"UPDATE entries SET recorded_at = '{time}' WHERE reference = '{id}'");
    }

    /// <summary>How many points each line of the page's chart has.</summary>
    private static async Task<int[]> PointsAsync(Window window) =>
        await window.Page.EvaluateAsync<int[]>(
            "() => [...document.querySelectorAll('.chart path.mud-chart-line')].map(line => line.getAttribute('d').split('L').length)"
        );
}
