using System.Globalization;
using System.Net;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>What the overview says needs attention.</summary>
[Collection<OneConsole>]
public sealed class AttentionTests(ConsoleFixture host)
{
    [Fact]
    public async Task Notifications_that_failed_in_the_last_days_are_counted_and_lead_to_the_report_that_says_so_too()
    {
        var before = await FailedAsync();
        await FailedNotificationAsync(DateTime.UtcNow);
        await FailedNotificationAsync(DateTime.UtcNow.AddDays(-6));
        await FailedNotificationAsync(DateTime.UtcNow.AddDays(-8));
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin");

        await window.Page.ClickAsync($"text={before + 2} notifications of the last 7 days have failed");
        await window.Page.WaitForURLAsync("**/admin/reports/notifications?from=*&to=*");
        await window.Page.WaitForSelectorAsync("main th:text-is('Failed')");
        await window.SettledAsync();

        Assert.Equal(before + 2, await FailedAsync());
        var column = await window.Page.Locator("main th").AllTextContentsAsync();
        var failed = await window.Page.Locator($"main td:nth-child({column.ToList().IndexOf("Failed") + 1})").AllTextContentsAsync();
        Assert.Equal(before + 2, failed.Sum(text => int.Parse(text, CultureInfo.InvariantCulture)));
    }

    private async Task FailedNotificationAsync(DateTime at)
    {
        var sku = await host.Shop.ProductAsync("1.00", 1);
        var customer = await host.Shop.CustomerAsync("1.00");
        var order = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        await host.Shop.NotificationsAboutAsync(order, 1);
        await host.TablesOf("notifications")
            .ExecuteAsync(
                $"UPDATE notifications SET status = 'Failed', due_at = NULL, created_at = {ModuleTables.Text(at)} WHERE cause = '{order}'"
            );
    }

    private async Task<int> FailedAsync()
    {
        var from = DateTime.UtcNow.AddDays(-6).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var answer = await (await host.StaffAsync()).GetAsync($"/api/reporting/reports/notifications?from={from}&pageSize=100");
        return answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Sum(row => row.GetProperty("failed").GetInt32());
    }
}
