using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>Reports are about all modules, wherever those are; their numbers are looked at in the reporting module's own tests.</summary>
public abstract class ReportTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task What_was_sold_stands_in_the_report()
    {
        var sku = await shop.ProductAsync("5.00", 3);
        var customer = await shop.CustomerAsync("10.00");
        await Shop.OrderIsAsync(customer, await Shop.OrderAsync(customer, (sku, 2)), "confirmed");

        var staff = await host.StaffAsync();
        // Two days, for the one that may begin meanwhile.
        var report = (await staff.GetAsync($"/api/reporting/reports/sales-by-product?product={sku}&days=2")).MustBe(HttpStatusCode.OK).Json;
        var row = Assert.Single(report.GetProperty("items").EnumerateArray());
        Assert.Equal(2, row.GetProperty("units").GetInt32());
        Assert.Equal(10m, Shop.AmountOf(row.GetProperty("net")));

        var file = (await staff.GetAsync($"/api/reporting/reports/sales-by-product/download?product={sku}&days=2")).MustBe(
            HttpStatusCode.OK
        );
        Assert.Contains(sku, file.Body, StringComparison.Ordinal);
    }
}

[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class ReportOnSqliteTests(BehaviourHostFixture host) : ReportTests(host);

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class ReportOnMySqlTests(BehaviourMySqlHostFixture host) : ReportTests(host);
