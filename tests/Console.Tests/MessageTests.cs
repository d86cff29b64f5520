using System.Net;
using System.Text.Json;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>Messages that were given up, and what an administrator does about them.</summary>
[Collection<OneConsole>]
public sealed class MessageTests(ConsoleFixture host)
{
    private const string Parked = "/admin/messages?status=parked&module=inventory";

    [Fact]
    public async Task A_parked_message_is_tried_again_and_that_is_on_record()
    {
        var (customer, orders) = await ParkedOrdersAsync(1);
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync(Parked);
        Assert.Contains("told to fail", await window.TextAsync(), StringComparison.Ordinal);

        await window.Page.CheckAsync("[data-selects=message]");
        Assert.True(await window.Page.IsCheckedAsync("input[name=message]"));
        await window.Page.ClickAsync("button[name=do][value=retry]");
        await window.Page.WaitForSelectorAsync(".notice");

        await Shop.OrderIsAsync(customer, orders[0], "confirmed");
        var admin = await host.AdminAsync();
        var trail = await admin.GetAsync($"/api/platform/audit?account={admin.UserId}&operation=platform_retry_message");
        Assert.True(trail.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() > 0);
    }

    [Fact]
    public async Task All_that_match_are_tried_again_those_of_other_pages_as_well()
    {
        // A page shows 20.
        var (customer, orders) = await ParkedOrdersAsync(23);
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync(Parked);

        await window.Page.ClickAsync("button[name=all][value=retry]");
        await window.Page.WaitForSelectorAsync(".notice");

        foreach (var order in orders)
        {
            await Shop.OrderIsAsync(customer, order, "confirmed");
        }

        var admin = await host.AdminAsync();
        var trail = await admin.GetAsync($"/api/platform/audit?account={admin.UserId}&operation=platform_retry_messages&module=inventory");
        var record = trail.MustBe(HttpStatusCode.OK).Json.GetProperty("items")[0];
        Assert.True(record.GetProperty("details").GetProperty("messages").GetArrayLength() >= 23);
    }

    [Fact]
    public async Task All_that_match_are_discarded_and_no_others()
    {
        var (customer, orders) = await ParkedOrdersAsync(2);
        await using var window = await host.AdministratorsWindowAsync();

        await window.GoAsync(Parked + "&service=inventory_release_stock");
        Assert.Equal(0, await window.Page.Locator("button[name=all]").CountAsync());
        await window.GoAsync(Parked + "&service=inventory_reserve_stock");
        await window.Page.ClickAsync("button[name=all][value=discard]");
        await window.Page.WaitForSelectorAsync(".notice");

        Assert.Empty(await MessagesAsync("parked"));
        Assert.Superset(orders.ToHashSet(), (await MessagesAsync("discarded")).Select(ReferenceOf).ToHashSet());
        await Shop.OrderIsAsync(customer, orders[0], "reserving");
    }

    [Fact]
    public async Task What_could_not_be_done_is_named_and_the_list_is_as_it_is_then()
    {
        var (customer, orders) = await ParkedOrdersAsync(2);
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync(Parked);
        var meanwhile = (await MessagesAsync("parked")).First(message => ReferenceOf(message) == orders[0]).GetProperty("id").GetGuid();
        var discarded = await (await host.AdminAsync()).PostAsync($"/api/platform/messages/inventory/{meanwhile}/discard");
        discarded.MustBe(HttpStatusCode.NoContent);

        await window.Page.CheckAsync("[data-selects=message]");
        await window.Page.ClickAsync("button[name=do][value=retry]");
        var notice = await window.Page.InnerTextAsync(".failure");
        await window.SettledAsync();

        Assert.Contains("1 message was done", notice, StringComparison.Ordinal);
        Assert.Contains(meanwhile.ToString(), notice, StringComparison.Ordinal);
        Assert.Equal(0, await window.Page.Locator(".messages li").CountAsync());
        await Shop.OrderIsAsync(customer, orders[1], "confirmed");
    }

    /// <summary>Orders whose reservation was parked by a fault that is gone.</summary>
    private async Task<(Client Customer, List<Guid> Orders)> ParkedOrdersAsync(int count)
    {
        var sku = await host.Shop.ProductAsync("1.00", count);
        var customer = await host.Shop.CustomerAsync($"{count}.00");
        var orders = new List<Guid>();
        await using (await ModuleData.Of(host).BreakMovementsOfAsync(sku))
        {
            for (var order = 0; order < count; order++)
            {
                orders.Add(await Shop.OrderAsync(customer, (sku, 1)));
            }

            await Eventually.GetAsync(
                () => MessagesAsync("parked"),
                parked => orders.TrueForAll(order => parked.Select(ReferenceOf).Contains(order)),
                TimeSpan.FromSeconds(120),
                "The parked messages"
            );
        }

        return (customer, orders);
    }

    private async Task<List<JsonElement>> MessagesAsync(string status)
    {
        var answer = await (await host.AdminAsync()).GetAsync($"/api/platform/messages?module=inventory&status={status}&pageSize=100");
        return [.. answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
    }

    private static Guid ReferenceOf(JsonElement message) => message.GetProperty("payload").GetProperty("reference").GetGuid();
}
