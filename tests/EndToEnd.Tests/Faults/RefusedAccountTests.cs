using System.Net;
using MonolithFirst.Testing;
using MySqlConnector;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A server that lets a module's account in no more while the host runs: that module waits, the others work.</summary>
public sealed class RefusedAccountTests(MySqlHostFixture host) : IClassFixture<MySqlHostFixture>
{
    private const string Account = "'mf_orders'@'%'";

    private readonly Shop shop = new(host);

    [Fact]
    public Task An_account_that_is_locked_meanwhile_is_used_again_when_it_is_unlocked() =>
        MustGoOnAsync($"ALTER USER {Account} ACCOUNT LOCK", () => host.Server.ExecuteAsync($"ALTER USER {Account} ACCOUNT UNLOCK"));

    [Fact]
    public Task An_account_whose_password_is_changed_meanwhile_is_used_again_when_it_is_provisioned() =>
        MustGoOnAsync(
            $"ALTER USER {Account} IDENTIFIED BY 'Another-Password-1'",
            async () =>
            {
                var asAdministrator = new Dictionary<string, string?>(host.HostSettings)
                {
                    ["Database__AdministratorConnection"] = host.Server.AdministratorConnection,
                };
                Assert.Equal(0, (await HostProcess.RunAsync(asAdministrator, "provision")).ExitCode);
            }
        );

    private async Task MustGoOnAsync(string refuse, Func<Task> mend)
    {
        var sku = await shop.ProductAsync("5.00", 3);
        var customer = await shop.CustomerAsync("15.00");
        var before = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, before, "confirmed");

        await host.Server.ExecuteAsync(refuse);
        await HangUpAsync();
        var refused = await Eventually.GetAsync(
            () => Trouble.OfAsync(() => customer.GetAsync("/api/orders")),
            trouble => trouble.Answer!.Status != HttpStatusCode.OK,
            what: "A request that is refused"
        );
        var placing = await Trouble.OfAsync(() =>
            customer.PostAsync("/api/orders", new { lines = new[] { new { sku, quantity = 1 } } }, Guid.NewGuid().ToString())
        );
        Trouble.MustBeClear([refused, placing], TimeSpan.FromSeconds(60), "platform.database_unavailable");
        (await host.Anonymous.GetAsync("/api/catalog/products")).MustBe(HttpStatusCode.OK);
        (await host.Anonymous.GetAsync("/health/live")).MustBe(HttpStatusCode.OK);

        await mend();
        await Eventually.GetAsync(
            () => customer.GetAsync("/api/orders"),
            answer => answer.Status == HttpStatusCode.OK,
            what: "A module that goes on"
        );
        var after = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsAsync(customer, after, "confirmed");
        await shop.StockMustBeAsync(sku, onHand: 1, reserved: 0);
        Assert.Equal(5m, await Shop.MoneyOfAsync(customer));
        await shop.LedgerMustBalanceAsync();
    }

    /// <summary>The server asks for the password when somebody connects, so connections from before have to end.</summary>
    private async Task HangUpAsync()
    {
        await using var connection = await host.Server.ConnectAsync();
        var open = new List<long>();
        await using (var list = new MySqlCommand("SELECT id FROM information_schema.processlist WHERE user = 'mf_orders'", connection))
        await using (var rows = await list.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                open.Add(rows.GetInt64(0));
            }
        }

        foreach (var id in open)
        {
            try
            {
                await using var kill = new MySqlCommand($"KILL {id}", connection);
                await kill.ExecuteNonQueryAsync();
            }
            catch (MySqlException gone) when (gone.ErrorCode == MySqlErrorCode.NoSuchThread)
            {
                // It has ended by itself.
            }
        }
    }
}
