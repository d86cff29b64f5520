using System.Net;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>What an administrator does at the console, and that it is done.</summary>
[Collection<OneConsole>]
public sealed class WorkTests(ConsoleFixture host)
{
    [Fact]
    public async Task Stock_is_received_and_the_trail_says_by_whom_and_from_where()
    {
        var sku = await host.Shop.ProductAsync("1.00", 2);
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/stock/" + sku);

        await window.Page.FillAsync("form.action:has(input[name=quantity][min]) input[name=quantity]", "5");
        await window.Page.FillAsync("form.action:has(input[name=quantity][min]) input[name=reason]", "Delivered by hand");
        await window.Page.ClickAsync("form.action:has(input[name=quantity][min]) button");
        await window.Page.WaitForSelectorAsync(".notice");
        await window.SettledAsync();

        Assert.Equal("7", await window.Page.InnerTextAsync("[data-fact=onHand]"));
        await host.Shop.StockMustBeAsync(sku, onHand: 7, reserved: 0);
        var admin = await host.AdminAsync();
        var trail = await admin.GetAsync($"/api/platform/audit?account={admin.UserId}&operation=inventory_receive_stock");
        var record = trail.MustBe(HttpStatusCode.OK).Json.GetProperty("items")[0];
        Assert.Contains(sku, record.GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", record.GetProperty("address").GetString());
        await window.GoAsync("/admin/audit");
        Assert.Contains("inventory_receive_stock", await window.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_api_is_shown_beside_the_form()
    {
        var sku = await host.Shop.ProductAsync("1.00", 2);
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/stock/" + sku);

        await window.Page.FillAsync("form.action:not(:has(input[min])) input[name=quantity]", "-50");
        await window.Page.FillAsync("form.action:not(:has(input[min])) input[name=reason]", "Too much");
        await window.Page.ClickAsync("form.action:not(:has(input[min])) button");

        await window.Page.WaitForSelectorAsync("form.action [role=alert]");
        await host.Shop.StockMustBeAsync(sku, onHand: 2, reserved: 0);
    }

    [Fact]
    public async Task An_order_is_cancelled_and_its_timeline_tells_of_all_modules()
    {
        var sku = await host.Shop.ProductAsync("3.00", 2);
        var customer = await host.Shop.CustomerAsync("10.00");
        var order = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        await host.Shop.NotificationsAboutAsync(order, 1);
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/orders/" + order);
        var timeline = await window.Page.InnerTextAsync(".timeline");
        Assert.All(
            ["orders", "inventory", "payments", "notifications"],
            module => Assert.Contains(module, timeline, StringComparison.Ordinal)
        );

        await window.Page.ClickAsync("form.action button.danger");
        await window.Page.WaitForSelectorAsync(".notice");

        await Shop.OrderIsAsync(customer, order, "cancelled");
        await host.Shop.StockMustBeAsync(sku, onHand: 2, reserved: 0);
    }

    [Fact]
    public async Task A_user_is_locked_and_unlocked()
    {
        var customer = await host.CustomerAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/users/" + customer.UserId);

        await window.Page.ClickAsync("button.danger:has-text('Lock')");
        await window.Page.WaitForSelectorAsync("button:has-text('Unlock')");
        var account = await (await host.AdminAsync()).GetAsync($"/api/users/{customer.UserId}");
        Assert.True(account.Json.GetProperty("isLocked").GetBoolean());

        await window.Page.ClickAsync("button:has-text('Unlock')");
        await window.Page.WaitForSelectorAsync("button.danger:has-text('Lock')");
        account = await (await host.AdminAsync()).GetAsync($"/api/users/{customer.UserId}");
        Assert.False(account.Json.GetProperty("isLocked").GetBoolean());
    }

    [Fact]
    public async Task Money_is_paid_in_once_however_often_the_form_is_sent()
    {
        var customer = await host.Shop.CustomerAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/accounts?userId=" + customer.UserId);

        await window.Page.FillAsync("input[name=amount]", "25.50");
        await window.Page.FillAsync("form.action input[name=reason]", "At the counter");
        await window.Page.ClickAsync("form.action button");
        await window.Page.WaitForSelectorAsync(".notice");

        Assert.Equal(25.50m, await Shop.MoneyOfAsync(customer));
    }

    [Fact]
    public async Task The_language_and_the_theme_are_kept_and_times_and_money_are_the_viewers()
    {
        var sku = await host.Shop.ProductAsync("1234.50", 1);
        await using var window = await host.AdministratorsWindowAsync("de-DE");
        await window.GoAsync("/admin/products?search=" + sku);
        Assert.Contains("1,234.50", await window.Page.InnerTextAsync("data.money"), StringComparison.Ordinal);

        await window.Page.ClickAsync("a[lang=zh]");
        await window.Page.ClickAsync("a[href*='theme=dark']");
        await window.SettledAsync();

        Assert.Equal("zh", await window.Page.GetAttributeAsync("html", "lang"));
        Assert.Equal("dark", await window.Page.GetAttributeAsync("html", "data-theme"));
        Assert.Equal("商品", await window.Page.InnerTextAsync("h1"));
        Assert.Contains(sku, await window.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Money_and_counts_are_written_as_the_viewer_writes_them_and_today_says_of_which_zone()
    {
        var sku = await host.Shop.ProductAsync("1234.50", 3456);
        var customer = await host.Shop.CustomerAsync("2000.00");
        var order = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        await using var window = await host.AdministratorsWindowAsync("zh-CN");

        await window.GoAsync("/admin/orders/" + order);
        var timeline = await window.Page.InnerTextAsync(".timeline");
        Assert.Contains("1,234.50", timeline, StringComparison.Ordinal);
        Assert.DoesNotContain("EUR", timeline, StringComparison.Ordinal);
        Assert.Contains($"{sku}: 0 / +1", timeline, StringComparison.Ordinal);
        await window.GoAsync("/admin/stock?search=" + sku);
        Assert.Contains("3,455", await window.Page.InnerTextAsync("main table"), StringComparison.Ordinal);
        Assert.Equal("第 1 / 1 页，共 1 条", await window.Page.InnerTextAsync(".pager span"));
        await window.GoAsync("/admin/stock/" + sku);
        Assert.Equal("3,455", await window.Page.InnerTextAsync("[data-fact=onHand]"));
        Assert.Contains("+3,456", await window.Page.InnerTextAsync("main table"), StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () =>
            {
                await window.GoAsync("/admin");
                return (await window.TextAsync()).Contains("今日（UTC）：", StringComparison.Ordinal);
            },
            what: "Today's sales"
        );
    }

    [Fact]
    public async Task The_topology_shows_the_calls_between_modules_of_one_process_too()
    {
        var sku = await host.Shop.ProductAsync("3.00", 2);
        var customer = await host.Shop.CustomerAsync("3.00");
        await using var window = await host.AdministratorsWindowAsync();
        await Shop.OrderAsync(customer, (sku, 1));

        await window.GoAsync("/admin/topology");

        var row = await window.Page.InnerTextAsync("tr:has-text('catalog_get_products')");
        Assert.StartsWith("this process", row, StringComparison.Ordinal);
        // Nothing breaks between them.
        Assert.EndsWith("–", row.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_topology_shows_every_module_and_changes_without_a_reload_and_without_going_blank()
    {
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/topology");
        var picture = await window.Page.TextContentAsync(".topology svg");
        Assert.All(SourceTree.Modules, module => Assert.Contains(module, picture, StringComparison.Ordinal));

        await window.Page.EvaluateAsync(
            """
            () => {
              window.stays = true;
              new MutationObserver(() => { window.wentBlank ||= !document.querySelector('.topology svg'); })
                .observe(document, { childList: true, subtree: true });
            }
            """
        );
        var before = await window.Page.GetAttributeAsync("[data-live] table time", "datetime");
        await window.Page.WaitForFunctionAsync(
            "before => document.querySelector('[data-live] table time')?.getAttribute('datetime') !== before",
            before
        );

        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.stays === true && window.wentBlank === false"));
    }
}
