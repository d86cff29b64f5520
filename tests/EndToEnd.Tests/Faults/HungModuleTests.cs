using System.Diagnostics;
using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A module in a process of its own that hangs: who needs it is refused in time, nobody else notices, and afterwards all goes on.</summary>
public sealed class HungModuleTests(CatalogAloneFixture host) : IClassFixture<CatalogAloneFixture>
{
    private static readonly string[] Elsewhere = ["/api/users/me", "/api/payments/accounts/me", "/api/orders", "/api/notifications/me"];

    private readonly Shop shop = new(host);

    [Fact]
    public async Task Who_needs_a_hung_module_is_refused_in_time_and_nobody_else_notices()
    {
        var sku = await shop.ProductAsync("5.00", 100);
        var customer = await shop.CustomerAsync("100.00");
        await Shop.OrderIsAsync(customer, await Shop.OrderAsync(customer, (sku, 1)), "confirmed");
        var before = await ModuleData.Of(host).WhenQuietAsync();
        var answers = await ElsewhereAsync(customer);

        host.Catalog.Suspend();
        try
        {
            // A request may take longer than a client waits, so that only the time limit of the query can end it.
            await Eventually.TrueAsync(
                async () =>
                {
                    var refused = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TimedAsync(() => PlaceAsync(customer, sku))));
                    Assert.All(refused, each => MustBeRefused(each.Answer));
                    // The limit is that of all attempts, and a request has more work than its query.
                    Assert.All(refused, each => Assert.InRange(each.Took, TimeSpan.Zero, CatalogAloneFixture.QueryLimit * 2));
                    Assert.Equal(answers, await ElsewhereAsync(customer));
                    return await BreakerAsync() == "open";
                },
                TimeSpan.FromMinutes(2),
                "A breaker that is open"
            );
            // Nobody waits any more, but for the one that the breaker lets try after each of its pauses.
            await Eventually.TrueAsync(
                async () =>
                {
                    var (refused, took) = await TimedAsync(() => PlaceAsync(customer, sku));
                    MustBeRefused(refused);
                    return took < CatalogAloneFixture.QueryLimit / 2;
                },
                TimeSpan.FromMinutes(1),
                "A refusal by the breaker"
            );
        }
        finally
        {
            host.Catalog.Resume();
        }

        var placed = await Eventually.GetAsync(
            () => PlaceAsync(customer, sku),
            answer => answer.Status == HttpStatusCode.Accepted,
            TimeSpan.FromMinutes(2),
            "An order placed again"
        );
        await Shop.OrderIsAsync(customer, placed.Json.GetProperty("id").GetGuid(), "confirmed");
        Assert.Equal("closed", await BreakerAsync());
        await host.Deployment.ReadyAsync();
        await shop.StockMustBeAsync(sku, 98, reserved: 0);
        // Reading the catalogue has changed nothing there, and the refused orders nothing anywhere.
        var after = await ModuleData.Of(host).WhenQuietAsync();
        Assert.DoesNotContain(ModuleData.Changes(before, after), table => table.StartsWith("catalog.", StringComparison.Ordinal));
        var orders = (await customer.GetAsync("/api/orders")).MustBe(HttpStatusCode.OK).Json;
        Assert.Equal(2, orders.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Requests_to_a_hung_module_fail_in_time_however_many_there_are_and_other_modules_are_as_fast_as_before()
    {
        var sku = await shop.ProductAsync("5.00", 100);
        var customer = await shop.CustomerAsync("100.00");
        var path = "/api/catalog/products/" + sku;
        (await customer.GetAsync(path)).MustBe(HttpStatusCode.OK);
        await ElsewhereAsync(customer);

        host.Catalog.Suspend();
        try
        {
            // More than may be under way to one module, and in all.
            var asked = Enumerable.Range(0, 300).Select(_ => TimedAsync(() => customer.GetAsync(path))).ToList();
            var slowest = TimeSpan.Zero;
            while (asked.Any(request => !request.IsCompleted))
            {
                var (_, took) = await TimedAsync(() => ElsewhereAsync(customer));
                slowest = took > slowest ? took : slowest;
            }

            var answers = await Task.WhenAll(asked);
            Assert.All(answers, each => MustBeRefused(each.Answer));
            Assert.Contains(answers, each => each.Answer.Code == "platform.request_timed_out");
            Assert.Contains(answers, each => each.Answer.Code == "platform.overloaded");
            // Who waited for a turn waits for those before as well, and then for its own attempt; there is one instance, so no other one.
            Assert.All(answers, each => Assert.InRange(each.Took, TimeSpan.Zero, CatalogAloneFixture.Limit * 3));
            Assert.InRange(slowest, TimeSpan.Zero, CatalogAloneFixture.Limit);

            // From now on nobody waits, but for the one that the breaker lets try after each of its pauses.
            var (_, atOnce) = await Eventually.GetAsync(
                () => TimedAsync(() => customer.GetAsync(path)),
                each => each.Answer.Code == "platform.unavailable",
                TimeSpan.FromMinutes(1),
                "A refusal by the breaker"
            );
            Assert.InRange(atOnce, TimeSpan.Zero, CatalogAloneFixture.Limit / 2);
            Assert.Equal("open", await BreakerAsync("/api/catalog"));
        }
        finally
        {
            host.Catalog.Resume();
        }

        await Eventually.GetAsync(
            () => customer.GetAsync(path),
            answer => answer.Status == HttpStatusCode.OK,
            TimeSpan.FromMinutes(2),
            "The product again"
        );
        await host.Deployment.ReadyAsync();
    }

    private static async Task<(T Answer, TimeSpan Took)> TimedAsync<T>(Func<Task<T>> ask)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await ask();
        return (answer, Stopwatch.GetElapsedTime(began));
    }

    private static Task<Answer> PlaceAsync(Client customer, string sku) =>
        customer.PostAsync("/api/orders", new { lines = new[] { new { sku, quantity = 1 } } });

    private static void MustBeRefused(Answer answer)
    {
        answer.MustBe(HttpStatusCode.ServiceUnavailable);
        Assert.StartsWith("platform.", answer.Code, StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task<string[]> ElsewhereAsync(Client customer) =>
        await Task.WhenAll(Elsewhere.Select(async path => (await customer.GetAsync(path)).MustBe(HttpStatusCode.OK).Body));

    private async Task<string?> BreakerAsync(string service = "catalog_get_products")
    {
        var calls = (await (await host.AdminAsync()).GetAsync("/api/platform/calls")).MustBe(HttpStatusCode.OK).Json;
        return calls
            .EnumerateArray()
            .Single(call => call.GetProperty("serviceName").GetString() == service)
            .GetProperty("breaker")
            .GetString();
    }
}

/// <summary>The catalogue in a process of its own; requests have more time than clients.</summary>
public sealed class CatalogAloneFixture() : HostFixtureOf(TestDatabase.MySql)
{
    /// <summary>How long an instance may keep the gateway waiting.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>How long a query may take, all its attempts.</summary>
    public static readonly TimeSpan QueryLimit = TimeSpan.FromSeconds(10);

    /// <summary>The process of the catalogue.</summary>
    public HostProcess Catalog => Deployment.Processes[1];

    protected override Topology Topology =>
        new("catalog-peeled", [new TopologyProcess("gateway", "*,!catalog"), new TopologyProcess("catalog", "catalog")]);

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Web__RequestTimeLimit", "00:05:00"),
            new("Placement__Gateway__TimeLimit", Limit.ToString()),
            new("Messaging__QueryTimeLimit", QueryLimit.ToString()),
            new("Web__RateLimit__PermitsPerSecond", "10000"),
            new("Web__RateLimit__Burst", "10000"),
            new("Placement__Calls__BreakerMinimumCalls", "4"),
        ];
}
