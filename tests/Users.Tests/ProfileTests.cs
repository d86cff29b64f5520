using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Users.Tests;

public abstract class ProfileTests(HostFixtureOf host)
{
    public sealed class OnSqlite(HostFixture host) : ProfileTests(host);

    public sealed class OnMySql(MySqlHostFixture host) : ProfileTests(host);

    [Fact]
    public async Task A_profile_is_edited_on_the_version_that_was_read()
    {
        var customer = await host.CustomerAsync();
        var read = (await customer.GetAsync("/api/users/me")).MustBe(HttpStatusCode.OK);

        var edited = await customer.PutAsync("/api/users/me", new { displayName = "Zoë 👋", phoneNumber = "+4930123456" }, read.ETag);

        Assert.Equal("Zoë 👋", edited.MustBe(HttpStatusCode.OK).Json.GetProperty("displayName").GetString());
        Assert.NotEqual(read.ETag, edited.ETag);
        var again = await customer.GetAsync("/api/users/me");
        Assert.Equal(edited.ETag, again.ETag);
        Assert.Equal("+4930123456", again.Json.GetProperty("phoneNumber").GetString());
    }

    [Fact]
    public async Task An_edit_of_what_has_changed_is_refused_and_changes_nothing()
    {
        var customer = await host.CustomerAsync();
        var read = await customer.GetAsync("/api/users/me");
        (await customer.PutAsync("/api/users/me", new { displayName = "First" }, read.ETag)).MustBe(HttpStatusCode.OK);

        (await customer.PutAsync("/api/users/me", new { displayName = "Second" }, read.ETag)).MustBe(HttpStatusCode.PreconditionFailed);
        (await customer.PutAsync("/api/users/me", new { displayName = "Third" })).MustBe(HttpStatusCode.PreconditionRequired);

        Assert.Equal("First", (await customer.GetAsync("/api/users/me")).Json.GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task A_strangers_failed_sign_in_does_not_make_an_edit_stale()
    {
        var person = await Person.RegisterAsync(host);
        var client = (await person.SessionAsync()).Client;
        var read = await client.GetAsync("/api/users/me");
        (await person.SignInAsync("a stranger's guess")).MustBe(HttpStatusCode.Unauthorized);

        (await client.PutAsync("/api/users/me", new { displayName = "Mine" }, read.ETag)).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_has_a_profile()
    {
        var answer = (await host.Anonymous.GetAsync("/api/users/me")).MustBe(HttpStatusCode.Unauthorized);

        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.NotNull(answer.Code);
    }
}
