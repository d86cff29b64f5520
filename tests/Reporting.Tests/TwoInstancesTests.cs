using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>Two instances on one database share the runs and the mails, and do none of them twice.</summary>
public sealed class TwoInstancesTests(TwoHosts hosts) : IClassFixture<TwoHosts>
{
    private const string Saved = "/api/reporting/saved-reports";
    private const string Mailing = "reporting:mail-due-reports";

    private ModuleTables Tables => hosts.TablesOf("reporting");

    [Fact]
    public async Task Runs_that_wait_are_made_by_both_at_once_and_each_by_one()
    {
        var (first, second) = (await hosts.AdminAsync(), await hosts.AdminAtAsync(hosts.Second));
        var runs = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            runs.Add(await Runs.StartAsync(first, "stock"));
            runs.Add(await Runs.StartAsync(second, "stock"));
        }

        // A process makes one at a time.
        await Eventually.GetAsync(
            () => first.GetAsync("/api/reporting/runs?status=running"),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() == 2,
            TimeSpan.FromMinutes(1),
            "Both instances at work"
        );

        foreach (var run in runs)
        {
            await Runs.IsAsync(first, run, "done");
        }

        var begunAgain = await Tables.ScalarAsync<int>("SELECT COUNT(*) FROM report_runs WHERE attempts <> 1");
        Assert.True(begunAgain == 0, $"{begunAgain} runs were begun more than once:\n{string.Join('\n', Troubles())}");
        var expected = (await first.GetAsync("/api/reporting/reports/stock/download")).MustBe(HttpStatusCode.OK).Body;
        foreach (var run in runs)
        {
            Assert.True(expected == await Runs.FileAsync(second, run), $"The file of {run} is not the report.");
        }
    }

    [Fact]
    public async Task A_scheduled_report_is_mailed_once_for_each_time_and_no_more_when_its_schedule_or_itself_is_gone()
    {
        var (first, second) = (await hosts.AdminAsync(), await hosts.AdminAtAsync(hosts.Second));
        var saved = new List<string>();
        for (var number = 0; number < 6; number++)
        {
            saved.Add((await first.PostAsync(Saved, Daily($"Mailed {number}"))).MustBe(HttpStatusCode.Created).Location!);
        }

        for (var times = 1; times <= 2; times++)
        {
            await AllAreDueAsync();
            await LookAsync(first, second);
            Assert.Equal(Enumerable.Range(0, 6).Select(number => $"Mailed {number}: {times}"), await MailedAsync());
        }

        await AllAreDueAsync();
        (await first.PutAsync(saved[0], Daily("Mailed 0") with { Mail = null }, "*")).MustBe(HttpStatusCode.OK);
        (await first.DeleteAsync(saved[1])).MustBe(HttpStatusCode.NoContent);
        await LookAsync(first, second);

        Assert.Equal(["Mailed 0: 2", "Mailed 1: 2", "Mailed 2: 3", "Mailed 3: 3", "Mailed 4: 3", "Mailed 5: 3"], await MailedAsync());
    }

    /// <summary>What the hosts say about runs that did not go well.</summary>
    private IEnumerable<string> Troubles() =>
        hosts.Deployment.Processes.SelectMany(process => process.Output).Where(line => line.Contains("\"Run\":", StringComparison.Ordinal));

    private static SavedReport Daily(string name) => new(name, "order-funnel", new Schedule("daily", 6));

    private Task AllAreDueAsync() =>
        Tables.ExecuteAsync($"UPDATE saved_reports SET next_mail_at = {ModuleTables.Text(DateTime.UtcNow.AddMinutes(-1))}");

    /// <summary>Has both look for what is due, and waits until what they sent has come.</summary>
    private async Task LookAsync(Client first, Client second)
    {
        await Task.WhenAll(Jobs.RunAsync(first, Mailing), Jobs.RunAsync(second, Mailing));
        await Eventually.TrueAsync(
            async () => await Tables.ScalarAsync<long>("SELECT COUNT(*) FROM outbox") == 0,
            TimeSpan.FromMinutes(1),
            "An outbox without mails"
        );
        await Eventually.GetAsync(
            () => first.GetAsync("/api/notifications/me?pageSize=100"),
            answer => !answer.MustBe(HttpStatusCode.OK).Body.Contains("\"pending\"", StringComparison.Ordinal),
            TimeSpan.FromMinutes(1),
            "Mails that are written"
        );
    }

    /// <summary>How many mails there are of each report.</summary>
    private async Task<IReadOnlyList<string>> MailedAsync()
    {
        var mails = (await (await hosts.AdminAsync()).GetAsync("/api/notifications/me?pageSize=100")).MustBe(HttpStatusCode.OK).Json;
        return
        [
            .. mails
                .GetProperty("items")
                .EnumerateArray()
                .Select(mail => mail.GetProperty("subject").GetString()!.Split(':')[0])
                .Where(name => name.StartsWith("Mailed", StringComparison.Ordinal))
                .CountBy(name => name)
                .Select(count => $"{count.Key}: {count.Value}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private sealed record SavedReport(string Name, string Report, Schedule? Mail);

    private sealed record Schedule(string Frequency, int Hour);
}

/// <summary>Two instances of the whole on one server, with so many items that the file of their stock takes a while.</summary>
public sealed class TwoHosts() : HostFixtureOf(TestDatabase.MySql)
{
    private const int Items = 60_000;

    /// <summary>The one beside that which clients come to.</summary>
    public HostProcess Second { get; private set; } = null!;

    protected override Topology Topology => Topology.Monolith;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Second = await Deployment.JoinAsync("*");
        await Many.ItemsAsync(this, Items);
    }
}
