using System.Diagnostics;
using System.Globalization;
using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A server that the host cannot work with: it says what is wrong, ends, and has changed nothing.</summary>
public sealed class StartOnMySqlTests(MySqlHostFixture host) : IClassFixture<MySqlHostFixture>
{
    [Fact]
    public async Task A_server_that_refuses_the_account_is_named_with_what_to_do()
    {
        var before = await ModuleData.Of(host).WhenQuietAsync();
        await RefusedStart.MustSayAsync(
            With("Database__Secret", "another secret than at provisioning"),
            "schema cannot be brought up to date: Access denied for user 'mf_",
            "has `provision` been run for it?"
        );
        Assert.Equal(before, await ModuleData.Of(host).WhenQuietAsync());
        await host.CustomerAsync();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_given_up_soon()
    {
        using var nobody = FreePort.Take();
        var watch = Stopwatch.StartNew();
        await RefusedStart.MustSayAsync(
            With("Database__Port", nobody.Number.ToString(CultureInfo.InvariantCulture)),
            "schema cannot be brought up to date: Unable to connect",
            "Is the server up"
        );
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_schema_that_was_not_provisioned_is_refused()
    {
        await RefusedStart.MustSayAsync(
            With("Database__AccountPrefix", "nobody_"),
            "Access denied for user 'nobody_",
            "has `provision` been run for it?"
        );
    }

    [Fact]
    public async Task An_account_that_is_locked_is_named()
    {
        var before = await ModuleData.Of(host).WhenQuietAsync();
        await host.Server.ExecuteAsync("ALTER USER 'mf_orders'@'%' ACCOUNT LOCK");
        try
        {
            await RefusedStart.MustSayAsync(
                host.HostSettings,
                "The orders schema cannot be brought up to date",
                "Unlock the account mf_orders"
            );
        }
        finally
        {
            await host.Server.ExecuteAsync("ALTER USER 'mf_orders'@'%' ACCOUNT UNLOCK");
        }

        Assert.Equal(before, await ModuleData.Of(host).WhenQuietAsync());
    }

    private Dictionary<string, string?> With(string setting, string value) => new(host.HostSettings) { [setting] = value };
}

/// <summary>Several instances that find an empty server at the same moment.</summary>
public sealed class StartTogetherTests
{
    [Fact]
    public async Task Instances_that_migrate_at_once_all_become_ready_and_share_one_schema()
    {
        await using var server = await MariaDbServer.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["Database__Provider"] = "MySql",
            ["Database__Server"] = server.Host,
            ["Database__Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Database__Secret"] = "a secret of this test alone",
            ["users__FirstAdministrator__Email"] = "admin@example.test",
            ["users__FirstAdministrator__Password"] = "One-Administrator-For-All-1",
            ["catalog__Seed__Enabled"] = "true",
            ["inventory__Seed__Enabled"] = "true",
        };
        await EmptySchemas.RunAsync(server, settings);

        var hosts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => HostProcess.StartAsync(settings)));
        try
        {
            Assert.Equal(1, await server.ScalarAsync<int>("SELECT COUNT(*) FROM users.accounts"));
            Assert.NotEqual(0, await server.ScalarAsync<int>("SELECT COUNT(*) FROM catalog.products"));
            Assert.NotEqual(0, await server.ScalarAsync<int>("SELECT COUNT(*) FROM inventory.stock_items"));
            foreach (var host in hosts)
            {
                using var answer = await host.Http.GetAsync(
                    new Uri("/api/catalog/products", UriKind.Relative),
                    TestContext.Current.CancellationToken
                );
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }
}
