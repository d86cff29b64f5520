using System.Net;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>What staff look for, by what they know of it: an id, an e-mail address, a day.</summary>
[Collection<OneConsole>]
public sealed class FindingTests(ConsoleFixture host)
{
    [Fact]
    public async Task An_order_is_opened_by_its_id()
    {
        var (_, order) = await OrderAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/orders");

        await window.Page.FillAsync("input[name=id]", $" {order.ToString().ToUpperInvariant()} ");
        await window.Page.ClickAsync(".filter button");

        await window.Page.WaitForURLAsync("**/admin/orders/" + order);
        await window.SettledAsync();
        Assert.Contains(order.ToString(), await window.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en-GB", "17", "This is no id of an order")]
    [InlineData("en-GB", "0198d8a0-1b2c-7d3e-8f40-5a6b7c8d9e0f", "There is no order with this id")]
    [InlineData("zh-CN", "17", "这不是订单编号")]
    [InlineData("zh-CN", "0198d8a0-1b2c-7d3e-8f40-5a6b7c8d9e0f", "没有此编号的订单")]
    public async Task What_is_no_orders_id_is_said_to_be_none(string locale, string id, string message)
    {
        await using var window = await host.AdministratorsWindowAsync(locale);
        await window.GoAsync("/admin/orders");

        await window.Page.FillAsync("input[name=id]", id);
        await window.Page.ClickAsync(".filter button");
        // Where there is no order at all, the list that was there before says that it is empty, too.
        await window.Page.WaitForSelectorAsync($".empty:has-text('{message}')");

        Assert.Contains(message, await window.Page.InnerTextAsync(".empty"), StringComparison.Ordinal);
        Assert.Equal(id, await window.Page.InputValueAsync("input[name=id]"));
    }

    [Fact]
    public async Task Orders_are_found_by_the_customers_address_and_the_days_of_the_viewer()
    {
        var (customer, order) = await OrderAsync();
        // Half an hour after midnight in Berlin, where the browser is.
        var placed = new DateTime(2026, 1, 14, 23, 30, 0, DateTimeKind.Utc);
        await host.TablesOf("orders").ExecuteAsync($"UPDATE orders SET placed_at = {ModuleTables.Text(placed)} WHERE id = '{order}'");
        await using var window = await host.AdministratorsWindowAsync();

        foreach (var (day, count) in new[] { ("2026-01-14", 0), ("2026-01-15", 1), ("2026-01-16", 0) })
        {
            await window.GoAsync("/admin/orders");
            await window.Page.FillAsync("input[name=customer]", customer.Email.ToUpperInvariant());
            await window.Page.FillAsync("input[name=from]", day);
            await window.Page.FillAsync("input[name=to]", day);
            await window.Page.ClickAsync(".filter button");
            // The address changes before the page does.
            await window.Page.WaitForSelectorAsync($"input[name=to][value='{day}']");
            await window.SettledAsync();

            Assert.Equal((day, count), (day, await window.Page.Locator($"main table a:has-text('{order}')").CountAsync()));
            Assert.Equal(day, await window.Page.InputValueAsync("input[name=to]"));
        }
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_said_to_be_nobodys()
    {
        await using var window = await host.AdministratorsWindowAsync();
        foreach (var page in new[] { "orders?customer=", "audit?account=" })
        {
            await window.GoAsync($"/admin/{page}nobody@example.test");

            var notice = await window.Page.InnerTextAsync(".failure");
            Assert.Contains("Nobody has an account with the e-mail address nobody@example.test", notice, StringComparison.Ordinal);
            Assert.Equal(0, await window.Page.Locator("main table").CountAsync());
        }
    }

    [Fact]
    public async Task Days_the_wrong_way_round_are_refused_also_when_they_are_neighbours()
    {
        await using var window = await host.AdministratorsWindowAsync("zh-CN");
        foreach (var page in new[] { "orders", "audit" })
        {
            await window.GoAsync($"/admin/{page}?from=2026-01-16&to=2026-01-15&zone=Europe%2FBerlin");

            Assert.Contains("起始日期不能晚于结束日期。", await window.Page.InnerTextAsync(".failure"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_trail_names_who_it_was_by_address_and_is_found_by_it_and_by_the_days_of_the_viewer()
    {
        await host.Shop.ProductAsync("1.00", 1);
        var staff = await host.StaffAsync();
        // A record of an account that is gone, half an hour after midnight where the browser is.
        var (gone, operation) = (Guid.CreateVersion7(), "gone_" + Guid.NewGuid().ToString("N")[..8]);
        await host.TablesOf("users")
            .ExecuteAsync(
                $"""
                INSERT INTO audit (id, at, account_id, roles, operation, method, path, address, correlation)
                VALUES ('{Guid.CreateVersion7()}', '2026-01-14 23:30:00.000000', '{gone}', 'admin', '{operation}', 'POST', '/', '127.0.0.1', 'none')
                """
            );
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/audit");

        await window.Page.FillAsync("input[name=account]", staff.Email);
        await window.Page.ClickAsync(".filter button");
        await window.Page.WaitForSelectorAsync($"input[name=account][value='{staff.Email}']");
        await window.SettledAsync();

        var who = await window.Page.Locator("main tbody td:nth-child(2)").AllInnerTextsAsync();
        Assert.NotEmpty(who);
        Assert.All(who, name => Assert.Equal(staff.Email, name.Trim()));
        foreach (var (days, count) in new[] { ("from=2026-01-15&to=2026-01-15", 1), ("to=2026-01-14", 0), ("from=2026-01-16", 0) })
        {
            await window.GoAsync($"/admin/audit?operation={operation}&{days}&zone=Europe%2FBerlin");
            Assert.Equal((days, count), (days, await window.Page.Locator($"main table td:has-text('{gone}')").CountAsync()));
        }
    }

    [Fact]
    public async Task Where_nobody_tells_who_is_behind_an_id_the_trail_shows_the_id()
    {
        await host.Shop.ProductAsync("1.00", 1);
        var staff = await host.StaffAsync();
        await using var window = await host.AdministratorsWindowAsync();
        var users = host.TablesOf("users");
        await users.ExecuteAsync("ALTER TABLE accounts RENAME TO accounts_away");
        try
        {
            await window.GoAsync("/admin/audit?account=" + staff.UserId);

            Assert.Equal(staff.UserId.ToString(), (await window.Page.InnerTextAsync("main tbody td:nth-child(2) >> nth=0")).Trim());
            Assert.Equal(0, await window.Page.Locator("[role=alert]").CountAsync());
        }
        finally
        {
            await users.ExecuteAsync("ALTER TABLE accounts_away RENAME TO accounts");
        }
    }

    private async Task<(Client Customer, Guid Order)> OrderAsync()
    {
        var sku = await host.Shop.ProductAsync("1.00", 1);
        var customer = await host.Shop.CustomerAsync("1.00");
        var order = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        return (customer, order);
    }
}
