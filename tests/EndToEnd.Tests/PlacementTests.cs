using System.Net;
using System.Net.Http.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A host without the catalogue, which is nowhere else either, and with a broker that does not answer.</summary>
public sealed class WithoutCatalogFixture : IAsyncLifetime
{
    private MariaDbServer? server;
    private HostProcess? host;

    public HostProcess Host => host!;

    public async ValueTask InitializeAsync()
    {
        server = await MariaDbServer.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["MODULES"] = "*,!catalog",
            ["Database__Provider"] = "MySql",
            ["Database__Server"] = server.Host,
            ["Database__Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Database__Secret"] = "0123456789abcdef",
            ["Messaging__Broker"] = "amqp://guest:guest@127.0.0.1:1",
            ["Placement__Secrets__0"] = "0123456789abcdef0123456789abcdef",
        };
        await EmptySchemas.RunAsync(server, settings);
        host = await HostProcess.StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}

/// <summary>What the setting MODULES does, and what it refuses.</summary>
public sealed class PlacementTests(WithoutCatalogFixture fixture, HostFixture monolith)
    : IClassFixture<WithoutCatalogFixture>,
        IClassFixture<HostFixture>
{
    [Fact]
    public async Task What_needs_a_module_that_is_nowhere_fails_with_a_clear_error_and_the_rest_goes_on()
    {
        var account = new
        {
            email = "ada@example.test",
            password = "a long enough one",
            displayName = "Ada",
        };
        using var registered = await fixture.Host.Http.PostAsJsonAsync(
            "/api/users/register",
            account,
            TestContext.Current.CancellationToken
        );
        var customer = await Client.SignedInAsync(fixture.Host, account.email, account.password);

        var refused = await customer.PostAsync("/api/orders", new { lines = new[] { new { sku = "MUG", quantity = 1 } } });

        Assert.Equal("platform.module_unreachable", refused.MustBe(HttpStatusCode.ServiceUnavailable).Code);
        refused = await customer.GetAsync("/api/catalog/products");
        Assert.Equal("platform.unavailable", refused.MustBe(HttpStatusCode.ServiceUnavailable).Code);
        (await customer.GetAsync("/api/orders")).MustBe(HttpStatusCode.OK);
        var document = (await customer.GetAsync("/openapi/v1.json")).MustBe(HttpStatusCode.OK);
        Assert.Equal((await monolith.Anonymous.GetAsync("/openapi/v1.json")).Body, document.Body);
    }

    [Theory]
    [InlineData("Messaging__Broker", "set Messaging:Broker")]
    [InlineData("Placement__Secrets__0", "set Placement:Secrets:0")]
    public async Task A_process_among_others_without_what_connects_them_is_refused(string without, string why)
    {
        var settings = new Dictionary<string, string?>
        {
            ["MODULES"] = "*,!catalog",
            ["Database__Provider"] = "MySql",
            ["Database__Secret"] = "0123456789abcdef",
            ["Messaging__Broker"] = "amqp://guest:guest@127.0.0.1:1",
            ["Placement__Secrets__0"] = "0123456789abcdef0123456789abcdef",
        };
        settings.Remove(without);

        var refused = await HostProcess.RunAsync(settings);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(why, refused.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "*,!order",
        "names the unknown module 'order'. Known modules: catalog, inventory, notifications, orders, payments, reporting, users"
    )]
    [InlineData("orders", "SQLite serves one process that hosts every module")]
    public async Task A_setting_that_cannot_work_is_refused_with_what_to_change(string modules, string why)
    {
        var refused = await HostProcess.RunAsync(new Dictionary<string, string?> { ["MODULES"] = modules });

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(why, refused.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Messaging__Parallelism", "0", "Messaging:Parallelism is 0")]
    [InlineData("Messaging__QueryTimeLimits__orders_forget", "00:00:01", "Messaging:QueryTimeLimits names 'orders_forget'")]
    [InlineData("Placement__Calls__BreakerMinimumCalls", "1", "Placement:Calls:BreakerMinimumCalls must be 2 or more")]
    [InlineData("Messaging__Attempts", "often", "Messaging:Attempts")]
    [InlineData("Messaging__Atempts", "3", "Atempts")]
    [InlineData("Database__Provider", "Oracle", "Database:Provider")]
    [InlineData("Messaging__Broker", "rabbitmq:5672", "Messaging:Broker is not the address of a RabbitMQ server")]
    [InlineData("Messaging__Broker", "http://guest:guest@rabbitmq", "Messaging:Broker is not the address of a RabbitMQ server")]
    [InlineData("Jobs__Rediss", "127.0.0.1:6379", "Rediss")]
    [InlineData("Logs__Format", "jsn", "Logs:Format")]
    [InlineData("Metrics__Public", "yes", "Metrics:Public")]
    [InlineData("notifications__Smpt__Host", "127.0.0.1", "Smpt")]
    [InlineData("Mesaging__Broker", "amqp://127.0.0.1", "is Messaging meant?")]
    public async Task A_setting_that_cannot_be_read_is_refused_by_its_name(string setting, string value, string named)
    {
        var refused = await HostProcess.RunAsync(new Dictionary<string, string?> { [setting] = value });

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(named, refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provision_prints_the_SQL_for_every_module_instead_of_running_it()
    {
        var printed = await HostProcess.RunAsync(
            new Dictionary<string, string?> { ["Database__Secret"] = "0123456789abcdef" },
            "provision",
            "--print"
        );

        Assert.Equal(0, printed.ExitCode);
        Assert.All(
            SourceTree.Modules,
            module =>
            {
                Assert.Contains($"CREATE DATABASE IF NOT EXISTS `{module}`", printed.Output, StringComparison.Ordinal);
                Assert.Contains($"ON `{module}`.* TO 'mf_{module}'@'%'", printed.Output, StringComparison.Ordinal);
            }
        );
    }
}
