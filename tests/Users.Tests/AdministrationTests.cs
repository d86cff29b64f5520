using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Users.Tests;

public abstract class AdministrationTests(HostFixtureOf host)
{
    public sealed class OnSqlite(HostFixture host) : AdministrationTests(host);

    public sealed class OnMySql(MySqlHostFixture host) : AdministrationTests(host);

    [Fact]
    public async Task Only_administrators_administer()
    {
        var customer = await host.CustomerAsync();
        var staff = await host.StaffAsync();
        var id = customer.UserId;

        foreach (var client in new[] { customer, staff })
        {
            (await client.GetAsync("/api/users")).MustBe(HttpStatusCode.Forbidden);
            (await client.GetAsync($"/api/users/{id}")).MustBe(HttpStatusCode.Forbidden);
            (await client.PutAsync($"/api/users/{id}/roles/admin")).MustBe(HttpStatusCode.Forbidden);
            (await client.DeleteAsync($"/api/users/{id}/roles/customer")).MustBe(HttpStatusCode.Forbidden);
            (await client.PostAsync($"/api/users/{id}/lock")).MustBe(HttpStatusCode.Forbidden);
            (await client.PostAsync($"/api/users/{id}/unlock")).MustBe(HttpStatusCode.Forbidden);
        }

        (await host.Anonymous.GetAsync("/api/users")).MustBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Accounts_are_listed_by_page_searched_and_sorted()
    {
        var admin = await host.AdminAsync();
        var mark = Guid.NewGuid().ToString("N")[..10];
        foreach (var name in new[] { "Čeněk", "Bob", "Ada", "50%_off!" })
        {
            await Person.RegisterAsync(host, $"{name} {mark}");
        }

        var first = (await admin.GetAsync($"/api/users?search={mark}&pageSize=3&sort=displayName")).MustBe(HttpStatusCode.OK).Json;
        var second = (await admin.GetAsync($"/api/users?search={mark}&pageSize=3&page=2&sort=displayName")).Json;
        var newest = (await admin.GetAsync($"/api/users?search={mark}&pageSize=1&sort=-createdAt")).Json;

        Assert.Equal(4, first.GetProperty("total").GetInt64());
        Assert.Equal([$"50%_off! {mark}", $"Ada {mark}", $"Bob {mark}"], Names(first));
        Assert.Equal([$"Čeněk {mark}"], Names(second));
        Assert.Equal([$"50%_off! {mark}"], Names(newest));
        Assert.Equal(["customer"], first.GetProperty("items")[0].GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal([$"50%_off! {mark}"], Names((await admin.GetAsync($"/api/users?search={Uri.EscapeDataString("0%_O")} {mark}")).Json));
        Assert.Equal([$"Čeněk {mark}"], Names((await admin.GetAsync($"/api/users?search={Uri.EscapeDataString("ČENĚK")} {mark}")).Json));
        Assert.Empty(Names((await admin.GetAsync($"/api/users?search={Uri.EscapeDataString("___%")} {mark}")).Json));
    }

    [Fact]
    public async Task Accounts_are_found_by_their_whole_address_and_by_their_ids()
    {
        var admin = await host.AdminAsync();
        var mark = Guid.NewGuid().ToString("N")[..10];
        var (ada, bob) = (await Person.RegisterAsync(host, "Ada " + mark), await Person.RegisterAsync(host, "Bob " + mark));

        var found = await admin.GetAsync($"/api/users?email={Uri.EscapeDataString(" " + ada.Email.ToUpperInvariant())}");
        Assert.Equal(["Ada " + mark], Names(found.MustBe(HttpStatusCode.OK).Json));
        Assert.Empty(Names((await admin.GetAsync($"/api/users?email={ada.Email[1..]}")).MustBe(HttpStatusCode.OK).Json));
        found = await admin.GetAsync($"/api/users?id={ada.Id}&id={bob.Id}&id={Guid.NewGuid()}&sort=displayName");
        Assert.Equal(["Ada " + mark, "Bob " + mark], Names(found.MustBe(HttpStatusCode.OK).Json));
        Assert.Equal(["Bob " + mark], Names((await admin.GetAsync($"/api/users?id={ada.Id}&id={bob.Id}&search=bob")).Json));
        Assert.Contains("'id' is a UUID.", (await admin.GetAsync($"/api/users?id={ada.Id}&id=1")).Body, StringComparison.Ordinal);
        var many = string.Join('&', Enumerable.Range(0, 101).Select(_ => $"id={Guid.NewGuid()}"));
        var refused = (await admin.GetAsync("/api/users?" + many)).MustBe(HttpStatusCode.BadRequest, "validation.failed");
        Assert.True(refused.Json.GetProperty("errors").TryGetProperty("id", out _));
    }

    [Theory]
    [InlineData("email=nobody", "email")]
    [InlineData("id=1", "id")]
    [InlineData("pageSize=101", "pageSize")]
    [InlineData("page=0", "page")]
    [InlineData("sort=passwordHash", "sort")]
    public async Task A_list_out_of_bounds_is_refused(string query, string field)
    {
        var answer = await (await host.AdminAsync()).GetAsync("/api/users?" + query);

        Assert.True(answer.MustBe(HttpStatusCode.BadRequest).Json.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task A_role_counts_from_the_next_tokens_on()
    {
        var admin = await host.AdminAsync();
        var person = await Person.RegisterAsync(host);
        var session = await person.SessionAsync();

        for (var time = 0; time < 2; time++)
        {
            (await admin.PutAsync($"/api/users/{person.Id}/roles/admin")).MustBe(HttpStatusCode.NoContent);
        }

        (await session.Client.GetAsync("/api/users")).MustBe(HttpStatusCode.Forbidden);
        session = await session.NextAsync();
        (await session.Client.GetAsync("/api/users")).MustBe(HttpStatusCode.OK);
        for (var time = 0; time < 2; time++)
        {
            (await admin.DeleteAsync($"/api/users/{person.Id}/roles/admin")).MustBe(HttpStatusCode.NoContent);
        }

        session = await session.NextAsync();
        (await session.Client.GetAsync("/api/users")).MustBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_there_is_not_is_not_found()
    {
        var admin = await host.AdminAsync();
        var nobody = Guid.NewGuid();

        (await admin.GetAsync($"/api/users/{nobody}")).MustBe(HttpStatusCode.NotFound, "users.not_found");
        (await admin.PutAsync($"/api/users/{nobody}/roles/staff")).MustBe(HttpStatusCode.NotFound, "users.not_found");
        (await admin.PostAsync($"/api/users/{nobody}/lock")).MustBe(HttpStatusCode.NotFound, "users.not_found");
        (await admin.PutAsync($"/api/users/{admin.UserId}/roles/king")).MustBe(HttpStatusCode.NotFound, "users.role_not_found");
        (await admin.GetAsync("/api/users/not-a-guid")).MustBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Administrators_cannot_lock_themselves_out()
    {
        var admin = await host.AdminAsync();

        (await admin.DeleteAsync($"/api/users/{admin.UserId}/roles/admin")).MustBe(HttpStatusCode.Conflict, "users.own_account");
        (await admin.PostAsync($"/api/users/{admin.UserId}/lock")).MustBe(HttpStatusCode.Conflict, "users.own_account");

        var account = (await admin.GetAsync($"/api/users/{admin.UserId}")).Json;
        Assert.False(account.GetProperty("isLocked").GetBoolean());
        Assert.Contains("admin", account.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public async Task A_locked_account_neither_signs_in_nor_refreshes_until_it_is_unlocked()
    {
        var admin = await host.AdminAsync();
        var person = await Person.RegisterAsync(host);
        var session = await person.SessionAsync();

        (await admin.PostAsync($"/api/users/{person.Id}/lock")).MustBe(HttpStatusCode.NoContent);

        (await person.SignInAsync()).MustBe(HttpStatusCode.Unauthorized);
        (await session.RefreshAsync()).MustBe(HttpStatusCode.Unauthorized);
        Assert.True((await admin.GetAsync($"/api/users/{person.Id}")).Json.GetProperty("isLocked").GetBoolean());
        (await admin.PostAsync($"/api/users/{person.Id}/unlock")).MustBe(HttpStatusCode.NoContent);
        (await person.SignInAsync()).MustBe(HttpStatusCode.OK);
    }

    private static IEnumerable<string?> Names(System.Text.Json.JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("displayName").GetString());
}
