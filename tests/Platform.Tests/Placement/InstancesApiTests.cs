using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Placement;

/// <summary>A host that registers although it hosts every module, with a lease that a test can wait for.</summary>
public sealed class RegisteredHostFixture() : HostFixtureOf(TestDatabase.MySql)
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Placement__Registry__Enabled", "true"),
            new("Placement__Secrets__0", "a secret that is long enough to be one"),
            new("Placement__Registry__Lease", "00:00:06"),
            new("Placement__Registry__RefreshInterval", "00:00:00.200"),
            new("Placement__Zone", "north"),
            new("Placement__Version", "1.2.3"),
        ];
}

public sealed class InstancesApiTests(RegisteredHostFixture fixture) : IClassFixture<RegisteredHostFixture>
{
    private const string Instances = "/api/platform/instances";

    [Fact]
    public async Task Processes_are_listed_while_they_run_and_one_that_is_killed_is_evicted()
    {
        var admin = await fixture.AdminAsync();
        var own = fixture.Host.BaseAddress.ToString();
        var listed = await ListedAsync(admin, rows => rows.Any(row => IsUpAt(row, own)));
        var row = listed.Single();
        Assert.Equal("north", row.GetProperty("zone").GetString());
        Assert.Equal("1.2.3", row.GetProperty("version").GetString());
        Assert.Equal(SourceTree.Modules.Order(), row.GetProperty("modules").EnumerateArray().Select(name => name.GetString()!).Order());

        await using (var second = await HostProcess.StartAsync(fixture.HostSettings))
        {
            await ListedAsync(admin, rows => rows.Count == 2 && rows.Any(each => IsUpAt(each, second.BaseAddress.ToString())));
            await second.StopAsync();
            // At once, not when its lease ends: it said that it goes.
            await ListedAsync(admin, rows => rows.Count == 1);
        }

        await using var third = await HostProcess.StartAsync(fixture.HostSettings);
        await ListedAsync(admin, rows => rows.Count == 2);
        await third.KillAsync();
        await ListedAsync(admin, rows => rows.Count == 1 && IsUpAt(rows[0], own));
    }

    [Fact]
    public async Task Only_administrators_see_instances()
    {
        (await fixture.Anonymous.GetAsync(Instances)).MustBe(HttpStatusCode.Unauthorized);
        (await (await fixture.CustomerAsync()).GetAsync(Instances)).MustBe(HttpStatusCode.Forbidden);
        (await (await fixture.AdminAsync()).GetAsync(Instances + "?sort=address&pageSize=1")).MustBe(HttpStatusCode.OK);
        (await (await fixture.AdminAsync()).GetAsync(Instances + "?sort=shoe")).MustBe(HttpStatusCode.BadRequest);
    }

    private static bool IsUpAt(JsonElement row, string address) =>
        row.GetProperty("status").GetString() == "up" && row.GetProperty("address").GetString() == address;

    private static Task<List<JsonElement>> ListedAsync(Client admin, Func<List<JsonElement>, bool> until) =>
        Eventually.GetAsync(
            async () =>
            {
                var answer = await admin.GetAsync(Instances);
                return answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().ToList();
            },
            until,
            TimeSpan.FromMinutes(3)
        );
}
