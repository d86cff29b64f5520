using System.Net;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>The console of a system whose orders module has been peeled out: it shows and does the same.</summary>
public sealed class SplitTests(SplitConsoleFixture host) : IClassFixture<SplitConsoleFixture>
{
    private const string Parked = "/admin/messages?status=parked";

    private HostProcess Peeled => host.Deployment.Processes[1];

    [Fact]
    public async Task The_topology_shows_both_processes_and_the_calls_between_them()
    {
        await ConfirmedOrderAsync();
        await using var window = await host.AdministratorsWindowAsync();

        // The registry tells of both, a moment after they have come.
        await Eventually.TrueAsync(
            async () =>
            {
                await window.GoAsync("/admin/topology");
                return await window.Page.Locator("main table >> nth=0 >> tbody tr").CountAsync() == 2;
            },
            TimeSpan.FromSeconds(60),
            "Both instances"
        );

        var picture = await window.Page.TextContentAsync(".topology svg");
        Assert.All(host.Deployment.Processes, process => Assert.Contains(process.BaseAddress.Authority, picture, StringComparison.Ordinal));
        var calls = await window.Page.InnerTextAsync("main table >> nth=1");
        Assert.Contains(Peeled.BaseAddress.Authority, calls, StringComparison.Ordinal);
        Assert.Contains("catalog_", calls, StringComparison.Ordinal);
        await window.Page.ClickAsync("a[lang=zh]");
        await window.SettledAsync();
        Assert.All(await window.Page.Locator("main th").AllTextContentsAsync(), head => Assert.True(ReportWordTests.IsChinese(head), head));
    }

    [Fact]
    public async Task Parked_messages_of_both_processes_are_listed_and_one_of_the_peeled_module_is_tried_again()
    {
        var peeled = await ParkedAtOrdersAsync();
        var other = await ParkedAtInventoryAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync(Parked);
        var listed = await window.Page.InnerTextAsync(".messages");
        Assert.Contains("→ orders", listed, StringComparison.Ordinal);
        Assert.Contains("→ inventory", listed, StringComparison.Ordinal);

        await window.Page.CheckAsync("input[name=message][value^='orders/']");
        await window.Page.ClickAsync("button[name=do][value=retry]");
        await window.Page.WaitForSelectorAsync(".notice");
        await Shop.OrderIsAsync(peeled.Customer, peeled.Order, "confirmed");

        await AllAreTriedAgainAsync(window);
        await Shop.OrderIsAsync(other.Customer, other.Order, "confirmed");
    }

    [Fact]
    public async Task While_a_process_is_away_its_module_is_named_as_not_done_and_the_others_are_done()
    {
        await ParkedAtOrdersAsync();
        var (customer, order) = await ParkedAtInventoryAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync(Parked);
        await Peeled.KillAsync();
        try
        {
            await window.Page.ClickAsync("button[name=all][value=retry]");
            await window.Page.WaitForSelectorAsync(".failure li");
            var notice = await window.Page.InnerTextAsync(".failure li");
            Assert.StartsWith("orders", notice, StringComparison.Ordinal);
            Assert.Equal(1, await window.Page.Locator(".failure li").CountAsync());
            await window.SettledAsync();
            Assert.Equal(0, await window.Page.Locator("input[name=message][value^='inventory/']").CountAsync());
        }
        finally
        {
            await Peeled.StartAgainAsync();
            await host.Deployment.ReadyAsync();
        }

        await AllAreTriedAgainAsync(window);
        await Shop.OrderIsAsync(customer, order, "confirmed");
    }

    [Fact]
    public async Task Reports_run_and_the_timeline_of_an_order_tells_of_all_modules()
    {
        var order = await ConfirmedOrderAsync();
        await host.Shop.NotificationsAboutAsync(order, 1);
        await using var window = await host.AdministratorsWindowAsync();
        foreach (var report in new[] { "sales", "order-funnel", "sales-by-product", "stock" })
        {
            await window.GoAsync("/admin/reports/" + report);
            Assert.True(await window.Page.Locator("main table tbody tr").CountAsync() > 0, report);
        }

        await window.GoAsync("/admin/orders/" + order);

        var timeline = await window.Page.InnerTextAsync(".timeline");
        Assert.All(
            ["orders", "inventory", "payments", "notifications"],
            module => Assert.Contains(module, timeline, StringComparison.Ordinal)
        );
        Assert.Equal(0, await window.Page.Locator("[role=alert]").CountAsync());
    }

    [Fact]
    public async Task A_job_of_the_peeled_module_that_is_started_at_the_gateway_is_on_record_with_that_module()
    {
        var admin = await host.AdminAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/jobs/recurring/trigger")
        {
            Content = new FormUrlEncodedContent([new("jobs[]", "orders:purge-messages")]),
        };

        (await admin.SendAsync(request)).MustBe(HttpStatusCode.NoContent);

        var trail = await admin.GetAsync("/api/platform/audit?module=orders&operation=jobs_trigger");
        var record = trail.MustBe(HttpStatusCode.OK).Json.GetProperty("items")[0];
        Assert.Equal(
            ("/jobs/recurring/trigger", "127.0.0.1", admin.UserId),
            (record.GetProperty("path").GetString(), record.GetProperty("address").GetString(), record.GetProperty("accountId").GetGuid())
        );
    }

    [Fact]
    public async Task Two_gateways_that_renew_a_session_at_once_keep_it()
    {
        var second = await host.Deployment.JoinAsync("*,!orders");
        try
        {
            await using var window = await host.AdministratorsWindowAsync();
            var before = await BrowserRequests.RefreshTokenOf(window);

            var tokens = await Task.WhenAll(
                Enumerable.Range(0, 6).Select(number => BrowserRequests.PageAsync(number % 2 == 0 ? host.Host.Http : second.Http, before))
            );

            // One that has just come too late, and the session goes on.
            var late = await BrowserRequests.PageAsync(second.Http, before);
            Assert.Equal(late, Assert.Single(tokens.Distinct()));
            await BrowserRequests.PageAsync(second.Http, late);
        }
        finally
        {
            await host.Deployment.LeaveAsync(second);
        }
    }

    private async Task<Guid> ConfirmedOrderAsync()
    {
        var sku = await host.Shop.ProductAsync("3.00", 2);
        var customer = await host.Shop.CustomerAsync("3.00");
        var order = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        return order;
    }

    /// <summary>An order that the orders module could not go on with, for a fault that is gone.</summary>
    private async Task<(Client Customer, Guid Order)> ParkedAtOrdersAsync()
    {
        var sku = await host.Shop.ProductAsync("1.00", 1);
        var customer = await host.Shop.CustomerAsync("10.00");
        await host.Server.ExecuteAsync(
            "CREATE TRIGGER orders.broken BEFORE UPDATE ON orders.orders FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'told to fail'"
        );
        try
        {
            var order = await Shop.OrderAsync(customer, (sku, 1));
            await ParkedAsync("orders");
            return (customer, order);
        }
        finally
        {
            await host.Server.ExecuteAsync("DROP TRIGGER orders.broken");
        }
    }

    /// <summary>An order that the inventory module, which has not been peeled out, could not reserve for, for a fault that is gone.</summary>
    private async Task<(Client Customer, Guid Order)> ParkedAtInventoryAsync()
    {
        var bad = await host.Shop.ProductAsync("1.00", 1);
        var customer = await host.Shop.CustomerAsync("1.00");
        await using (await ModuleData.Of(host).BreakMovementsOfAsync(bad))
        {
            var order = await Shop.OrderAsync(customer, (bad, 1));
            await ParkedAsync("inventory");
            return (customer, order);
        }
    }

    private async Task ParkedAsync(string module)
    {
        var admin = await host.AdminAsync();
        await Eventually.GetAsync(
            () => admin.GetAsync($"/api/platform/messages?status=parked&module={module}"),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() > 0,
            TimeSpan.FromSeconds(120),
            "A parked message of " + module
        );
    }

    private static async Task AllAreTriedAgainAsync(Window window)
    {
        await window.GoAsync(Parked);
        await window.Page.ClickAsync("button[name=all][value=retry]");
        await window.Page.WaitForSelectorAsync(".notice");
    }
}
