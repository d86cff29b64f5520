using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A module's SQLite file that another program keeps locked, as a copying or an inspecting one does.</summary>
public sealed class LockedFileTests(HostFixture host) : IClassFixture<HostFixture>
{
    private const int Orders = 12;

    private readonly Shop shop = new(host);

    [Fact]
    public async Task While_a_file_is_locked_its_changes_are_refused_as_busy_and_afterwards_the_same_requests_succeed()
    {
        var sku = await shop.ProductAsync("5.00", Orders);
        var customer = await shop.CustomerAsync("60.00");
        var keys = Enumerable.Range(0, Orders).Select(_ => Guid.NewGuid().ToString()).ToList();

        await using (await ModuleData.Of(host).HangAsync("orders"))
        {
            var asked = Task.WhenAll(keys.Select(key => Trouble.OfAsync(() => PlaceAsync(customer, sku, key))));
            // What needs to write to no file, or to another one, does not wait.
            (await customer.GetAsync("/api/orders")).MustBe(HttpStatusCode.OK);
            await host.CustomerAsync();
            Assert.False(asked.IsCompleted);
            Trouble.MustBeClear(await asked, TimeSpan.FromSeconds(60), "platform.database_busy");
        }

        var placed = await Task.WhenAll(keys.Select(key => PlaceAsync(customer, sku, key)));
        foreach (var order in placed)
        {
            var id = order.MustBe(HttpStatusCode.Accepted).Json.GetProperty("id").GetGuid();
            await Shop.OrderIsAsync(customer, id, "confirmed");
        }

        Assert.Equal(Orders, placed.Select(order => order.Json.GetProperty("id").GetGuid()).Distinct().Count());
        await shop.StockMustBeAsync(sku, onHand: 0, reserved: 0);
        Assert.Equal(0m, await Shop.MoneyOfAsync(customer));
        await shop.LedgerMustBalanceAsync();
    }

    private static Task<Answer> PlaceAsync(Client customer, string sku, string key) =>
        customer.PostAsync("/api/orders", new { lines = new[] { new { sku, quantity = 1 } } }, key);
}
