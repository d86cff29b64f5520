using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>The dashboard of jobs, which is not the console's own and is held to the same.</summary>
[Collection<OneConsole>]
public sealed partial class JobTests(ConsoleFixture host)
{
    private const string Job = "users:purge-messages";

    [Fact]
    public async Task Who_has_a_job_run_is_on_record_with_which_and_from_where()
    {
        var admin = await host.AdminAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.Page.GotoAsync("/jobs/recurring?from=0&count=100");

        await window.Page.CheckAsync($"input[value='{Job}']");
        // Once it has its answer the dashboard loads its page anew, which must not meet the way to another page.
        await window.Page.RunAndWaitForRequestFinishedAsync(
            () => window.Page.ClickAsync("button[data-url$='/recurring/trigger']"),
            new() { Predicate = request => request.IsNavigationRequest }
        );

        var record = (await DeedsAsync(admin))[0];
        Assert.Equal(
            ("users", "POST", "/jobs/recurring/trigger", "127.0.0.1", admin.UserId),
            (
                Text(record, "module"),
                Text(record, "method"),
                Text(record, "path"),
                Text(record, "address"),
                record.GetProperty("accountId").GetGuid()
            )
        );
        Assert.Equal(Job, Text(record.GetProperty("details").GetProperty("jobs")[0], "id"));
        await window.GoAsync("/admin/audit?operation=jobs_trigger");
        Assert.Contains("jobs_trigger", await window.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_a_single_job_run_again_is_on_record_too()
    {
        var admin = await host.AdminAsync();
        await PostAsync(admin.Token!, "/jobs/recurring/trigger", [new("jobs[]", "orders:purge-messages")]);
        var id = await Eventually.GetAsync(
            async () => SucceededJob().Match((await admin.GetAsync("/jobs/jobs/succeeded")).MustBe(HttpStatusCode.OK).Body).Groups[1].Value,
            found => found.Length > 0,
            TimeSpan.FromSeconds(60),
            "A job that has run"
        );

        (await PostAsync(admin.Token!, "/jobs/jobs/actions/requeue/" + id)).MustBe(HttpStatusCode.NoContent);

        var records = await DeedsAsync(admin, "jobs_requeue");
        var record = Assert.Single(records, row => Text(row, "path").EndsWith("/" + id, StringComparison.Ordinal));
        Assert.Equal(id, Text(record.GetProperty("details").GetProperty("jobs")[0], "id"));
    }

    [Fact]
    public async Task The_dashboard_is_in_the_language_of_the_console()
    {
        await using var window = await host.AdministratorsWindowAsync();
        await window.Page.GotoAsync("/jobs/recurring");
        Assert.Equal("en", await window.Page.GetAttributeAsync("html", "lang"));
        Assert.False(ReportWordTests.IsChinese(await window.TextAsync()));

        await window.GoAsync("/admin/orders?language=zh");
        await window.Page.GotoAsync("/jobs/recurring");

        Assert.Equal("zh-CN", await window.Page.GetAttributeAsync("html", "lang"));
        Assert.True(ReportWordTests.IsChinese(await window.Page.InnerTextAsync("td [data-moment]")));
        Assert.Contains("定期作业", await window.Page.InnerTextAsync("h1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_way_of_writing_a_path_goes_past_the_record()
    {
        var admin = await host.AdminAsync();
        var before = (await DeedsAsync(admin)).Count;

        (await PostAsync(admin.Token!, "/jobs/RECURRING/Trigger", [new("jobs[]", Job)])).MustBe(HttpStatusCode.NoContent);

        Assert.Equal(before + 1, (await DeedsAsync(admin)).Count);
    }

    [Theory]
    [InlineData("/jobs/recurring/trigger")]
    [InlineData("/jobs/JOBS/actions/requeue/nobody")]
    public async Task What_names_no_job_is_refused_and_not_on_record(string path)
    {
        var admin = await host.AdminAsync();

        (await PostAsync(admin.Token!, path, [new("jobs[]", "nobody:does-this")])).MustBe(HttpStatusCode.NotFound);

        Assert.DoesNotContain(
            "nobody:does-this",
            (await admin.GetAsync("/api/platform/audit?pageSize=100")).MustBe(HttpStatusCode.OK).Body
        );
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "of either")]
    public async Task A_request_that_another_site_caused_does_nothing(string header, string value)
    {
        var admin = await host.AdminAsync();
        await using var window = await host.AdministratorsWindowAsync();
        var before = (await DeedsAsync(admin)).Count;
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/jobs/recurring/trigger")
        {
            Content = new FormUrlEncodedContent([new("jobs[]", Job)]),
        };
        forged.Headers.Add("Cookie", await window.CookiesAsync());
        forged.Headers.Add(header, value);

        (await host.Anonymous.SendAsync(forged)).MustBe(HttpStatusCode.Unauthorized);

        Assert.Equal(before, (await DeedsAsync(admin)).Count);
    }

    private async Task<Answer> PostAsync(string token, string path, IEnumerable<KeyValuePair<string, string>>? form = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form ?? []) };
        return await host.Anonymous.With(token).SendAsync(request);
    }

    private static async Task<List<JsonElement>> DeedsAsync(Client admin, string operation = "jobs_trigger")
    {
        var trail = await admin.GetAsync($"/api/platform/audit?pageSize=100&operation={operation}");
        return [.. trail.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    [GeneratedRegex("jobs/details/([^\"]+)\"")]
    private static partial Regex SucceededJob();
}
