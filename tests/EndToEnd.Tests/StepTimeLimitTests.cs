using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A host whose orders wait no longer than a test does.</summary>
public sealed class ImpatientHostFixture() : HostFixtureOf(TestDatabase.Sqlite)
{
    public static readonly TimeSpan StepTimeLimit = TimeSpan.FromSeconds(5);

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("orders__StepTimeLimit", StepTimeLimit.ToString("c"))];
}

/// <summary>How long a step may take, by the clock.</summary>
public sealed class StepTimeLimitTests(ImpatientHostFixture host) : IClassFixture<ImpatientHostFixture>
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task A_step_has_all_its_own_time_although_the_timer_began_with_the_step_before()
    {
        var sku = await shop.ProductAsync("5.00", 3);
        var customer = await shop.CustomerAsync("15.00");

        Guid id;
        await using (await ModuleData.Of(host).HangAsync("payments"))
        {
            id = await Shop.OrderAsync(customer, (sku, 3));
            var waiting = await Shop.OrderIsAsync(customer, id, "rejecting");
            Assert.Equal(["placed", "stockReserved", "stepTimedOut"], Shop.TimelineOf(waiting).Take(3));
            var times = waiting.GetProperty("timeline").EnumerateArray().Select(entry => entry.GetProperty("at").GetDateTime()).ToList();
            Assert.True(times[2] - times[1] >= ImpatientHostFixture.StepTimeLimit, waiting.ToString());
        }

        await Shop.OrderIsAsync(customer, id, "rejected");
    }
}
