using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A disk that fills up under load: what changes something is refused, what reads goes on, and so does everything with space.</summary>
public sealed class FullDiskTests(CrampedHostFixture host) : IClassFixture<CrampedHostFixture>
{
    private const int Enough = 30;

    [Fact]
    public async Task While_the_disk_is_full_changes_are_refused_and_reading_goes_on_and_with_space_so_does_work()
    {
        var insistent = new Insistent(TimeSpan.FromMinutes(2));
        var customers = new Customers(host, new Chance(), insistent);
        var books = new Books(host, customers);
        await customers.OpenAsync();
        await Eventually.TrueAsync(() => customers.Orders.Count > Enough, what: "A shop that is busy");
        var (staff, process) = (await host.StaffAsync(), host.Host.Id);

        FullDisk.Fill(process);
        try
        {
            await Eventually.TrueAsync(() => insistent.Troubles.Count > Enough, what: "Customers that are refused");
            (await host.Anonymous.GetAsync("/health/live")).MustBe(HttpStatusCode.OK);
            (await host.Anonymous.GetAsync("/api/catalog/products")).MustBe(HttpStatusCode.OK);
            (await staff.GetAsync("/api/orders")).MustBe(HttpStatusCode.OK);
            (await staff.GetAsync("/api/payments/ledger/check")).MustBe(HttpStatusCode.OK);
        }
        finally
        {
            FullDisk.Free(process);
        }

        var known = customers.Orders.Count;
        await Eventually.TrueAsync(() => customers.Orders.Count > known + Enough, what: "A shop that is busy again");
        await customers.CloseAsync();
        await books.QuietAsync();

        Assert.False(host.Host.HasExited);
        Assert.Equal(process, host.Host.Id);
        Trouble.MustBeClear(insistent.Troubles, TimeSpan.FromSeconds(60), "platform.database_read_only");
        TestContext.Current.TestOutputHelper?.WriteLine($"{insistent.Troubles.Count} requests were refused");
        await books.MustAgreeAsync();
    }
}

/// <summary>A host whose disk can be full, and that does not wait long for what the full disk has put off.</summary>
public sealed class CrampedHostFixture() : HostFixtureOf(TestDatabase.Sqlite)
{
    protected override IReadOnlyList<string> Through => FullDisk.Later;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            // A busy machine is not what is tried here.
            new("Messaging__QueryTimeLimit", "00:00:20"),
            new("orders__StepTimeLimit", "00:00:12"),
            new("notifications__Delivery__FirstRetryPause", "00:00:01"),
            new("notifications__Delivery__TimeLimit", "00:00:03"),
        ];
}
