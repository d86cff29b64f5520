using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>
/// A module that is peeled out and put back while customers order, as docs/how-to/peel-a-module.md says: they notice the moments in
/// which the one host starts again, and nothing else.
/// </summary>
[Trait(Topology.Suite, Topology.Faults)]
public sealed class PeelWhileRunningTests(PeelableFixture host) : IClassFixture<PeelableFixture>
{
    private const string Peeled = "orders";

    private readonly Restarts restarts = new();

    [Fact]
    public async Task A_module_peels_out_and_comes_back_under_load_and_clients_notice_no_more_than_a_host_that_starts_again()
    {
        var insistent = new Insistent(TimeSpan.FromMinutes(2));
        var customers = new Customers(host, new Chance(), insistent) { LongestRest = SplitHostFixtureOf.LongestRest };
        var books = new Books(host, customers);
        var going = new GoingOn(host, customers, insistent);
        await customers.OpenAsync();
        await going.OnAsync("opened");

        var first = await host.Deployment.JoinAsync(Peeled);
        await going.OnAsync("two hosts of the module");
        await RestartAsync("*,!" + Peeled);
        await going.OnAsync("peeled");
        await host.Deployment.JoinAsync(Peeled);
        await going.OnAsync("peeled twice");
        await host.Deployment.LeaveAsync(first);
        await going.OnAsync("peeled once");
        await RestartAsync("*");
        await going.OnAsync("back");
        await host.Deployment.LeaveAsync(host.Deployment.Processes[1]);
        await going.OnAsync("a monolith again");

        await customers.CloseAsync();
        await books.QuietAsync();
        restarts.MustExplain(insistent.Troubles);
        await books.MustAgreeAsync();
    }

    private Task RestartAsync(string modules) => restarts.RestartAsync(host.Host, ("MODULES", modules));
}

/// <summary>A host of every module, ready for others to join it.</summary>
public sealed class PeelableFixture() : SplitHostFixtureOf(new Topology("peelable", [new TopologyProcess("host", "*")]) { IsSplit = true })
{
    // On a machine that is busy with tests, others may take longer to read that a process is about to end.
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("Web__DrainDelay", "00:00:02")];
}
