using System.Net;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>Hangfire's dashboard and the jobs behind it.</summary>
public sealed partial class JobTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task The_dashboard_is_for_administrators()
    {
        (await host.Anonymous.GetAsync("/jobs")).MustBe(HttpStatusCode.Unauthorized);
        (await (await host.CustomerAsync()).GetAsync("/jobs")).MustBe(HttpStatusCode.Forbidden);
        (await (await host.StaffAsync()).GetAsync("/jobs")).MustBe(HttpStatusCode.Forbidden);
        (await (await host.AdminAsync()).GetAsync("/jobs")).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_module_has_its_jobs_on_a_queue_of_its_own()
    {
        var page = (await (await host.AdminAsync()).GetAsync("/jobs/recurring")).MustBe(HttpStatusCode.OK).Body;

        Assert.All(SourceTree.Modules, module => Assert.Contains($"{module}:purge-messages", page, StringComparison.Ordinal));
        var servers = (await (await host.AdminAsync()).GetAsync("/jobs/servers")).MustBe(HttpStatusCode.OK).Body;
        Assert.All(SourceTree.Modules, module => Assert.Contains(module, servers, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_administrator_starts_a_job_which_runs()
    {
        var admin = await host.AdminAsync();

        await Jobs.TriggerAsync(admin, "users:purge-messages");

        await Eventually.TrueAsync(async () => await SucceededAsync(admin) > 0, TimeSpan.FromSeconds(60), "A job that has run");
    }

    [Fact]
    public async Task In_Redis_jobs_outlive_the_process()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = new Dictionary<string, string?>(host.HostSettings) { ["Jobs__Redis"] = redis.Address };
        await using var process = await HostProcess.StartAsync(settings);
        var (email, password) = (settings["users__FirstAdministrator__Email"]!, settings["users__FirstAdministrator__Password"]!);
        var admin = await Client.SignedInAsync(process, email, password);
        // A Redis that was named to the tests has seen others.
        var before = await SucceededAsync(admin);
        await Jobs.TriggerAsync(admin, "users:purge-messages");
        await Eventually.TrueAsync(async () => await SucceededAsync(admin) > before, TimeSpan.FromSeconds(60), "A job that has run");

        await process.KillAsync();
        await process.StartAgainAsync();

        var again = await Client.SignedInAsync(process, email, password);
        Assert.True(await SucceededAsync(again) > before);
    }

    [Fact]
    public async Task A_Redis_that_is_away_refuses_the_start_by_the_settings_name()
    {
        using var nobody = FreePort.Take();

        var refused = await HostProcess.RunAsync(
            new Dictionary<string, string?> { ["Jobs__Redis"] = $"127.0.0.1:{nobody.Number},connectTimeout=500" }
        );

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is Jobs:Redis its address?", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Output, StringComparison.Ordinal);
    }

    private static async Task<int> SucceededAsync(Client admin)
    {
        var page = (await admin.GetAsync("/jobs/jobs/succeeded")).MustBe(HttpStatusCode.OK).Body;
        return Row().Count(page);
    }

    [GeneratedRegex("class=\"js-jobs-list-row")]
    private static partial Regex Row();
}
