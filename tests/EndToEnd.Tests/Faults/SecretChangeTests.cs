using System.Security.Cryptography;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>
/// The secret that processes know one another by is changed while customers order, as docs/how-to/peel-a-module.md says: nobody is refused
/// for it, and no message is taken for a stranger's.
/// </summary>
[Trait(Topology.Suite, Topology.Faults)]
public sealed class SecretChangeTests(OrdersPeeledBehindTwoGatewaysFixture host) : IClassFixture<OrdersPeeledBehindTwoGatewaysFixture>
{
    private const string First = "Placement__Secrets__0";
    private const string Second = "Placement__Secrets__1";

    private readonly Restarts restarts = new();

    [Fact]
    public async Task The_secret_changes_under_load_and_clients_notice_no_more_than_processes_that_start_again()
    {
        var before = host.Deployment.Settings[First];
        var after = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var insistent = new Insistent(TimeSpan.FromMinutes(2));
        var customers = new Customers(host, new Chance(), insistent) { LongestRest = SplitHostFixtureOf.LongestRest };
        var books = new Books(host, customers);
        var going = new GoingOn(host, customers, insistent);
        await customers.OpenAsync();
        await going.OnAsync("opened");

        await EveryProcessAsync((Second, after));
        await going.OnAsync("both accepted");
        await EveryProcessAsync((First, after), (Second, before));
        // Until what was signed before has been worked off: queues hand out what came first.
        await going.OnAsync("the new one signs");
        await going.OnAsync("all is signed with it");
        await EveryProcessAsync((Second, null));
        await going.OnAsync("the old one is none any more");

        await customers.CloseAsync();
        await books.QuietAsync();
        restarts.MustExplain(insistent.Troubles);
        // Clients came to a gateway that was just away. Whom the other one let in was served: of every module there was one that it knew.
        Assert.All(insistent.Troubles, trouble => Assert.Null(trouble.Answer));
        await books.MustAgreeAsync();
    }

    private async Task EveryProcessAsync(params IReadOnlyList<(string Name, string? Value)> changes)
    {
        foreach (var process in host.Deployment.Processes)
        {
            await restarts.RestartAsync(process, changes);
        }
    }
}

/// <summary>Two processes of each kind, so that there is always one to answer.</summary>
public sealed class OrdersPeeledBehindTwoGatewaysFixture()
    : SplitHostFixtureOf(
        new Topology(
            "orders-peeled-behind-two-gateways",
            [
                new TopologyProcess("gateway-1", "*,!orders"),
                new TopologyProcess("gateway-2", "*,!orders"),
                new TopologyProcess("orders-1", "orders"),
                new TopologyProcess("orders-2", "orders"),
            ]
        )
    )
{
    // On a machine that is busy with tests, others may take longer to read that a process is about to end.
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("Web__DrainDelay", "00:00:02")];
}
