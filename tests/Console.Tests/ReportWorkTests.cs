using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>What is done with reports beside reading them.</summary>
[Collection<OneConsole>]
public sealed class ReportWorkTests(ConsoleFixture host)
{
    [Fact]
    public async Task A_report_is_saved_with_what_it_was_asked_opens_so_again_and_is_deleted()
    {
        var name = "Saved " + Guid.NewGuid().ToString("N")[..8];
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/reports/sales?days=7&period=week");

        await window.Page.ClickAsync("summary");
        await window.Page.FillAsync("input[name=name]", name);
        await window.Page.SelectOptionAsync("select[name=frequency]", "weekly");
        await window.Page.ClickAsync("form.action:has(input[name=name]) button");
        await window.Page.WaitForSelectorAsync(".notice");

        await window.GoAsync("/admin/saved-reports");
        await window.Page.ClickAsync($"text={name}");
        await window.Page.WaitForURLAsync(url =>
            url.Contains("days=7", StringComparison.Ordinal) && url.Contains("period=week", StringComparison.Ordinal)
        );
        await window.GoAsync("/admin/saved-reports");
        await window.Page.ClickAsync($"tr:has-text('{name}') form button");
        await window.Page.WaitForSelectorAsync(".notice");
        await window.SettledAsync();
        Assert.DoesNotContain(name, await window.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_made_in_the_background_and_downloaded_when_it_is_there()
    {
        await host.Shop.ProductAsync("1.00", 2);
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/reports/stock");

        await window.Page.ClickAsync("summary");
        await window.Page.ClickAsync("form.action:has(select[name=format]) button");
        await window.Page.WaitForSelectorAsync(".notice");

        var admin = await host.AdminAsync();
        await Eventually.GetAsync(
            () => admin.GetAsync("/api/reporting/runs?status=done"),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() > 0,
            TimeSpan.FromSeconds(120),
            "The file"
        );
        await window.GoAsync("/admin/report-runs");
        var file = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync("td a[href$=download] >> nth=0"));
        Assert.Equal("stock.csv", file.SuggestedFilename);
    }

    [Theory]
    [InlineData("en-GB", "There is no file")]
    [InlineData("zh-CN", "无法提供文件")]
    public async Task A_file_that_the_api_refuses_is_a_page_that_says_why_and_nothing_is_saved(string locale, string heading)
    {
        await using var window = await host.AdministratorsWindowAsync(locale);
        window.Expected = "400";
        var downloads = 0;
        window.Page.Download += (_, _) => downloads++;
        await window.GoAsync("/admin/reports/sales?from=2026-02-01&to=2026-01-01");

        var refused = await window.Page.RunAndWaitForResponseAsync(
            () => window.Page.ClickAsync(".downloads a >> nth=0"),
            response => response.Url.Contains("/download?", StringComparison.Ordinal)
        );
        await window.Page.WaitForSelectorAsync($"h1:text-is('{heading}')");

        Assert.Equal(400, refused.Status);
        Assert.Contains("validation.failed", await window.Page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        Assert.Contains("HTTP 400", await window.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, downloads);
    }

    [Fact]
    public async Task Staff_see_what_others_have_saved_and_are_offered_to_delete_what_is_their_own()
    {
        var (email, password) = await host.NewStaffAsync();
        var own = await (await host.AdminAsync()).PostAsync("/api/reporting/saved-reports", Saved("Of others"));
        own.MustBe(HttpStatusCode.Created);
        await using var window = await host.WindowAsync();
        await window.SignInAsync(email, password);
        var name = "Own " + Guid.NewGuid().ToString("N")[..8];
        await window.GoAsync("/admin/reports/stock");
        await window.Page.ClickAsync("summary");
        await window.Page.FillAsync("input[name=name]", name);
        await window.Page.ClickAsync("form.action:has(input[name=name]) button");
        await window.Page.WaitForSelectorAsync(".notice");

        await window.GoAsync("/admin/saved-reports");

        Assert.Equal(0, await window.Page.Locator("tr:has-text('Of others') form").CountAsync());
        await window.Page.ClickAsync($"tr:has-text('{name}') form button");
        await window.Page.WaitForSelectorAsync(".notice");
        (await (await host.AdminAsync()).DeleteAsync($"/api/reporting/saved-reports/{own.Json.GetProperty("id").GetGuid()}")).MustBe(
            HttpStatusCode.NoContent
        );
    }

    private static object Saved(string name) => new { name, report = "stock" };
}
