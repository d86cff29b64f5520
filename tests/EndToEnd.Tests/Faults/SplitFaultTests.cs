using System.Diagnostics;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>
/// Several processes, under load, while one thing after another fails: customers get on with it after each by themselves,
/// and afterwards nothing is lost and nothing has happened twice.
/// </summary>
public abstract class SplitFaultTests(SplitHostFixtureOf host)
{
    [Fact]
    public async Task Whatever_fails_under_load_work_goes_on_afterwards_and_the_books_agree()
    {
        Assert.SkipWhen(
            new[] { MariaDbServer.Variable, RabbitMqServer.Variable }.Any(name =>
                Environment.GetEnvironmentVariable(name) is { Length: > 0 }
            ),
            $"The servers named by {MariaDbServer.Variable} and {RabbitMqServer.Variable} are not ours to stop."
        );
        var chance = new Chance();
        var insistent = new Insistent(TimeSpan.FromMinutes(2));
        var customers = new Customers(host, chance, insistent) { LongestRest = SplitHostFixtureOf.LongestRest };
        var books = new Books(host, customers);
        var going = new GoingOn(host, customers, insistent);
        var watch = Stopwatch.StartNew();
        await customers.OpenAsync();
        await going.OnAsync("opened");
        foreach (var (name, strike) in Misfortunes.All(host, chance))
        {
            await strike();
            await going.OnAsync(name);
        }

        await customers.CloseAsync();
        await host.Deployment.ReadyAsync();
        await books.QuietAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"quiet by {watch.Elapsed.TotalSeconds:0.0} s; {insistent.Troubles.Count} requests had to be made again"
        );
        await books.MustAgreeAsync();
    }
}

/// <summary>Whether customers are served: that orders are placed, and come to their ends.</summary>
internal sealed class GoingOn(HostFixtureOf host, Customers customers, Insistent insistent)
{
    private const int Enough = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly string[] Ends = ["confirmed", "rejected", "cancelled"];

    private readonly Stopwatch watch = Stopwatch.StartNew();

    /// <summary>Waits until there are more orders, and more that have ended, than now.</summary>
    /// <param name="after">After what, for messages.</param>
    public async Task OnAsync(string after)
    {
        var began = watch.Elapsed;
        await customers.NobodyMustHaveGivenUpAsync();
        var placed = customers.Orders.Count;
        var ended = await EndedAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                await customers.NobodyMustHaveGivenUpAsync();
                return customers.Orders.Count >= placed + Enough && await EndedAsync() >= ended + Enough;
            },
            Limit,
            $"After '{after}', {Enough} more orders and {Enough} more that have ended"
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{after} by {began.TotalSeconds:0.0} s, going on by {watch.Elapsed.TotalSeconds:0.0} s with {customers.Orders.Count} orders"
        );
    }

    private async Task<long> EndedAsync()
    {
        var staff = await host.StaffAsync();
        var ended = 0L;
        foreach (var status in Ends)
        {
            ended += (await insistent.ReadAsync(staff, $"/api/orders?status={status}&pageSize=1")).Json.GetProperty("total").GetInt64();
        }

        return ended;
    }
}

/// <summary>Processes that notice soon what has become of one another, and look soon for what one that was killed has left.</summary>
public abstract class SplitHostFixtureOf(Topology topology) : HostFixtureOf(TestDatabase.MySql)
{
    /// <summary>Orders come no faster than they can be worked off where every module has a process and all share two processors.</summary>
    internal static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(6);

    protected override Topology Topology => topology;

    // Longer than the tests take: a client asks once for new tokens, which faults in that moment do not forgive.
    protected override TimeSpan TokensAreFreshFor => TimeSpan.FromMinutes(30);

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("users__AccessTokenLifetime", "01:00:00"),
            new("orders__StepTimeLimit", "00:00:12"),
            new("Messaging__PollInterval", "00:00:00.5"),
            new("notifications__Delivery__PollInterval", "00:00:00.5"),
            // A killed process' claim on a notification holds three times as long. What all these processes together make slow, or a broker that
            // takes a minute to start on such a machine, is no reason to give a letter up.
            new("notifications__Delivery__Attempts", "1000"),
            new("notifications__Delivery__TimeLimit", "00:00:08"),
            new("notifications__Delivery__FirstRetryPause", "00:00:01"),
            new("notifications__Delivery__LongestRetryPause", "00:00:08"),
            // One that hangs is evicted meanwhile.
            new("Placement__Registry__Lease", "00:00:06"),
        ];
}

/// <summary>Two processes that host every module, and no broker.</summary>
public sealed class TwoMonolithsFixture() : SplitHostFixtureOf(Topology.Named("two-monoliths"));

/// <summary>Orders in a process of its own.</summary>
public sealed class OrdersPeeledFixture() : SplitHostFixtureOf(Topology.Named("orders-peeled"));

/// <summary>Every module in a process of its own.</summary>
public sealed class AllPeeledFixture() : SplitHostFixtureOf(Topology.Named("all-peeled"));

/// <summary>Every module in two processes of its own.</summary>
public sealed class AllPeeledTwiceFixture() : SplitHostFixtureOf(Topology.Named("all-peeled-twice"));

/// <summary>Every module in a process of its own, and queries between them over the broker.</summary>
public sealed class QueriesOverRabbitMqFixture() : SplitHostFixtureOf(Topology.Named("queries-over-rabbitmq"));

[Trait(Topology.Suite, Topology.Faults)]
public sealed class TwoMonolithsFaultTests(TwoMonolithsFixture host) : SplitFaultTests(host), IClassFixture<TwoMonolithsFixture>;

[Trait(Topology.Suite, Topology.Faults)]
public sealed class OrdersPeeledFaultTests(OrdersPeeledFixture host) : SplitFaultTests(host), IClassFixture<OrdersPeeledFixture>;

[Trait(Topology.Suite, Topology.Faults)]
public sealed class AllPeeledFaultTests(AllPeeledFixture host) : SplitFaultTests(host), IClassFixture<AllPeeledFixture>;

[Trait(Topology.Suite, Topology.Faults)]
public sealed class AllPeeledTwiceFaultTests(AllPeeledTwiceFixture host) : SplitFaultTests(host), IClassFixture<AllPeeledTwiceFixture>;

[Trait(Topology.Suite, Topology.Faults)]
public sealed class QueriesOverRabbitMqFaultTests(QueriesOverRabbitMqFixture host)
    : SplitFaultTests(host),
        IClassFixture<QueriesOverRabbitMqFixture>;
