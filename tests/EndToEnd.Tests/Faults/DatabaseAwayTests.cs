using System.Diagnostics;
using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A database server that dies under load and comes back: the host says so at once, loses nothing, and goes on by itself.</summary>
public sealed class DatabaseAwayTests(BereftHostFixture host) : IClassFixture<BereftHostFixture>
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task While_the_database_is_away_requests_are_refused_at_once_and_afterwards_work_goes_on_by_itself()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable(MariaDbServer.Variable) is { Length: > 0 },
            $"The server named by {MariaDbServer.Variable} is not ours to stop."
        );
        var insistent = new Insistent(TimeSpan.FromMinutes(2));
        var customers = new Customers(host, new Chance(), insistent);
        var books = new Books(host, customers);
        await customers.OpenAsync();
        await Eventually.TrueAsync(() => customers.Orders.Count > 40, what: "A shop that is busy");
        var process = host.Host.Id;

        await host.Server.KillAsync();
        var since = Stopwatch.StartNew();
        var probes = new List<Trouble>();
        while (since.Elapsed < Away)
        {
            probes.AddRange(await ProbeAsync());
        }

        await customers.NobodyMustHaveGivenUpAsync();
        await host.Server.StartAgainAsync();
        since.Restart();
        await Eventually.TrueAsync(
            async () => await StatusOfAsync("/health/ready") == HttpStatusCode.OK,
            what: "A host that is ready again"
        );
        var known = customers.Orders.Count;
        await Eventually.TrueAsync(() => customers.Orders.Count > known + 40, what: "A shop that is busy again");
        var busy = since.Elapsed;
        await customers.CloseAsync();
        await books.QuietAsync();

        Assert.False(host.Host.HasExited);
        Assert.Equal(process, host.Host.Id);
        Trouble.MustBeClear([.. probes, .. insistent.Troubles], Fast);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{probes.Count} probes, {insistent.Troubles.Count} refused requests of customers, the longest wait "
                + $"{probes.Concat(insistent.Troubles).Max(trouble => trouble.Took).TotalSeconds:0.00} s; 40 more orders {busy.TotalSeconds:0.0} s after the return"
        );
        await books.MustAgreeAsync();
    }

    /// <summary>What does not need the database goes on; what needs it, by whichever way, is refused.</summary>
    private async Task<IEnumerable<Trouble>> ProbeAsync()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync("/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync("/health/ready"));
        var (staff, admin) = (await host.StaffAsync(), await host.AdminAsync());
        var somebody = new { email = "somebody@example.test", password = "Not-A-Real-Password-1" };
        return await Task.WhenAll(
            Trouble.OfAsync(() => host.Anonymous.GetAsync("/api/catalog/products")),
            Trouble.OfAsync(() => host.Anonymous.PostAsync("/api/users/sign-in", somebody)),
            Trouble.OfAsync(() => staff.GetAsync("/api/orders")),
            Trouble.OfAsync(() => staff.GetAsync("/api/payments/ledger/check")),
            Trouble.OfAsync(() => staff.GetAsync("/api/notifications")),
            Trouble.OfAsync(() => staff.GetAsync("/api/inventory/stock")),
            Trouble.OfAsync(() => admin.GetAsync("/api/platform/messages")),
            Trouble.OfAsync(() => admin.GetAsync("/api/users"))
        );
    }

    private async Task<HttpStatusCode> StatusOfAsync(string path) => (await host.Anonymous.GetAsync(path)).Status;
}

/// <summary>A host on a database of its own that dies; it looks often for what there is to do.</summary>
public sealed class BereftHostFixture() : HostFixtureOf(TestDatabase.MySql)
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [new("orders__StepTimeLimit", "00:00:04"), new("notifications__Delivery__TimeLimit", "00:00:03")];
}
