using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A database server that takes connections and answers nothing: requests are refused in time, and work goes on by itself.</summary>
public sealed class DatabaseHangsTests(BereftHostFixture host) : IClassFixture<BereftHostFixture>
{
    private const int AtOnce = 60;

    // Web:RequestTimeLimit, and what a slow machine adds to it.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task While_the_database_hangs_every_request_is_refused_in_time_and_afterwards_work_goes_on_by_itself()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable(MariaDbServer.Variable) is { Length: > 0 },
            $"The server named by {MariaDbServer.Variable} is not ours to stop."
        );
        var insistent = new Insistent(TimeSpan.FromMinutes(3));
        var customers = new Customers(host, new Chance(), insistent);
        var books = new Books(host, customers);
        await customers.OpenAsync();
        await Eventually.TrueAsync(() => customers.Orders.Count > 30, what: "A shop that is busy");
        var (staff, process) = (await host.StaffAsync(), host.Host.Id);

        host.Server.Suspend();
        Trouble[] probes;
        try
        {
            string[] paths = ["/api/orders", "/api/inventory/stock", "/api/payments/ledger/check", "/api/notifications"];
            var asked = Task.WhenAll(
                Enumerable.Range(0, AtOnce).Select(number => Trouble.OfAsync(() => staff.GetAsync(paths[number % paths.Length])))
            );
            (await host.Anonymous.GetAsync("/health/live")).MustBe(HttpStatusCode.OK);
            (await host.Anonymous.GetAsync("/health/ready")).MustBe(HttpStatusCode.ServiceUnavailable);
            probes = await asked;
            (await host.Anonymous.GetAsync("/health/live")).MustBe(HttpStatusCode.OK);
        }
        finally
        {
            host.Server.Resume();
        }

        await Eventually.TrueAsync(
            async () => (await host.Anonymous.GetAsync("/health/ready")).Status == HttpStatusCode.OK,
            what: "A host that is ready again"
        );
        var known = customers.Orders.Count;
        await Eventually.TrueAsync(() => customers.Orders.Count > known + 30, TimeSpan.FromMinutes(2), "A shop that is busy again");
        await customers.CloseAsync();
        await books.QuietAsync();

        Assert.False(host.Host.HasExited);
        Assert.Equal(process, host.Host.Id);
        Trouble.MustBeClear([.. probes, .. insistent.Troubles], Limit);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{probes.Length} probes, {insistent.Troubles.Count} refused requests of customers, the longest wait "
                + $"{probes.Concat(insistent.Troubles).Max(trouble => trouble.Took).TotalSeconds:0.0} s"
        );
        await books.MustAgreeAsync();
    }
}
