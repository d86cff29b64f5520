using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Persistence;

public abstract class HostTests(HostFixtureOf fixture)
{
    [Fact]
    public async Task Comes_back_at_its_address_with_its_data_after_a_kill()
    {
        var customer = await fixture.CustomerAsync();
        await fixture.Host.KillAsync();
        await fixture.Host.StartAgainAsync();
        var me = (await customer.GetAsync("/api/users/me")).MustBe(HttpStatusCode.OK);
        Assert.Equal(customer.Email, me.Json.GetProperty("email").GetString());
    }

    [Fact]
    public async Task Ends_well_when_asked_to_stop()
    {
        await fixture.Host.StopAsync();
        await fixture.Host.StartAgainAsync();
        (await fixture.Anonymous.GetAsync("/health/ready")).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Staff_and_administrators_have_their_rights()
    {
        var stock = "/api/inventory/stock";
        (await (await fixture.StaffAsync()).GetAsync(stock)).MustBe(HttpStatusCode.OK);
        (await (await fixture.AdminAsync()).GetAsync(stock)).MustBe(HttpStatusCode.OK);
        (await (await fixture.CustomerAsync()).GetAsync(stock)).MustBe(HttpStatusCode.Forbidden);
        (await fixture.Anonymous.GetAsync(stock)).MustBe(HttpStatusCode.Unauthorized);
    }
}

public sealed class HostOnSqliteTests(HostFixture fixture) : HostTests(fixture), IClassFixture<HostFixture>;

public sealed class HostOnMySqlTests(MySqlHostFixture fixture) : HostTests(fixture), IClassFixture<MySqlHostFixture>;
