using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>What is done with reports beside reading them.</summary>
[Collection<OneConsole>]
public sealed class ReportWorkTests(ConsoleFixture host)
{
    private const string Change = "form.action:has(input[name=version]) button";

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
    public async Task A_saved_report_is_given_another_name_schedule_and_questions()
    {
        var (path, name) = await SavedAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/saved-reports");
        await window.Page.ClickAsync($"tr:has-text('{name}') a[href^='/admin/saved-reports/']");
        await window.Page.WaitForURLAsync("**/admin/saved-reports/*");
        await window.SettledAsync();
        Assert.Equal(name, await window.Page.InputValueAsync("input[name=name]"));

        await window.Page.FillAsync("input[name=name]", "New " + name);
        await window.Page.SelectOptionAsync("select[name=frequency]", "monthly");
        await window.Page.FillAsync("input[name=hour]", "17");
        await window.Page.FillAsync("input[name='argument.days']", "");
        await window.Page.FillAsync("input[name='argument.from']", "2026-01-31");
        await window.Page.SelectOptionAsync("select[name='argument.period']", "month");
        await window.Page.ClickAsync(Change);
        await window.Page.WaitForSelectorAsync(".notice");
        await window.SettledAsync();

        var saved = (await (await host.AdminAsync()).GetAsync(path)).MustBe(HttpStatusCode.OK).Json;
        Assert.Equal("New " + name, saved.GetProperty("name").GetString());
        Assert.Equal("sales", saved.GetProperty("report").GetString());
        Assert.Equal(
            ("monthly", 17),
            (saved.GetProperty("mail").GetProperty("frequency").GetString(), saved.GetProperty("mail").GetProperty("hour").GetInt32())
        );
        var arguments = saved.GetProperty("arguments");
        Assert.Equal(
            ("2026-01-31", "month", JsonValueKind.Null),
            (
                arguments.GetProperty("from").GetString(),
                arguments.GetProperty("period").GetString(),
                arguments.GetProperty("days").ValueKind
            )
        );
        await window.Page.SelectOptionAsync("select[name=frequency]", "");
        await window.Page.ClickAsync(Change);
        await Eventually.TrueAsync(
            async () => (await (await host.AdminAsync()).GetAsync(path)).Json.GetProperty("mail").ValueKind == JsonValueKind.Null,
            what: "No mail any more"
        );
    }

    [Fact]
    public async Task What_was_filled_in_wrongly_is_kept_to_be_put_right()
    {
        var (path, name) = await SavedAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync(path.Replace("/api/reporting", "/admin", StringComparison.Ordinal));

        await window.Page.FillAsync("input[name=name]", "Wrong " + name);
        await window.Page.FillAsync("input[name='argument.from']", "2026-01-31");
        await window.Page.ClickAsync(Change);
        await window.Page.WaitForSelectorAsync("form.action [role=alert]");

        Assert.Contains(
            "Give either the first day or the number of days",
            await window.Page.InnerTextAsync("[role=alert]"),
            StringComparison.Ordinal
        );
        Assert.Equal("Wrong " + name, await window.Page.InputValueAsync("input[name=name]"));
        Assert.Equal("2026-01-31", await window.Page.InputValueAsync("input[name='argument.from']"));
        await window.Page.FillAsync("input[name='argument.from']", "");
        await window.Page.ClickAsync(Change);
        await window.Page.WaitForSelectorAsync(".notice");
        Assert.Equal("Wrong " + name, (await (await host.AdminAsync()).GetAsync(path)).Json.GetProperty("name").GetString());

        // That it was done before is not said of what is refused now.
        await window.Page.FillAsync("input[name='argument.from']", "2026-01-31");
        await window.Page.ClickAsync(Change);
        await window.Page.WaitForSelectorAsync("form.action [role=alert]");
        Assert.Equal(0, await window.Page.Locator(".notice").CountAsync());
    }

    [Fact]
    public async Task A_saved_report_that_another_has_changed_meanwhile_is_shown_as_it_is_now()
    {
        var (path, name) = await SavedAsync();
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync(path.Replace("/api/reporting", "/admin", StringComparison.Ordinal));
        (await (await host.AdminAsync()).PutAsync(path, new { name = "Other " + name, report = "sales" }, "*")).MustBe(HttpStatusCode.OK);

        await window.Page.FillAsync("input[name=name]", "Late " + name);
        await window.Page.ClickAsync(Change);
        await window.Page.WaitForSelectorAsync("form.action [role=alert]");

        Assert.Equal("Other " + name, await window.Page.InputValueAsync("input[name=name]"));
        Assert.Equal("Other " + name, (await (await host.AdminAsync()).GetAsync(path)).Json.GetProperty("name").GetString());
        await window.Page.FillAsync("input[name=name]", "Late " + name);
        await window.Page.ClickAsync(Change);
        await window.Page.WaitForSelectorAsync(".notice");
        Assert.Equal("Late " + name, (await (await host.AdminAsync()).GetAsync(path)).Json.GetProperty("name").GetString());
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

        Assert.Equal(0, await window.Page.Locator("tr:has-text('Of others') :is(form, a[href^='/admin/saved-reports/'])").CountAsync());
        await window.GoAsync("/admin/saved-reports/" + own.Json.GetProperty("id").GetGuid());
        Assert.Contains("Only its owner and administrators", await window.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await window.Page.Locator("form.action").CountAsync());
        await window.GoAsync("/admin/saved-reports");
        await window.Page.ClickAsync($"tr:has-text('{name}') form button");
        await window.Page.WaitForSelectorAsync(".notice");
        (await (await host.AdminAsync()).DeleteAsync($"/api/reporting/saved-reports/{own.Json.GetProperty("id").GetGuid()}")).MustBe(
            HttpStatusCode.NoContent
        );
    }

    /// <summary>A new saved report of the administrator's: where the API has it, and its name.</summary>
    private async Task<(string Path, string Name)> SavedAsync()
    {
        var name = "Sales " + Guid.NewGuid().ToString("N")[..8];
        var body = new
        {
            name,
            report = "sales",
            arguments = new { days = 7, period = "week" },
        };
        var saved = (await (await host.AdminAsync()).PostAsync("/api/reporting/saved-reports", body)).MustBe(HttpStatusCode.Created);
        return (saved.Location!, name);
    }

    private static object Saved(string name) => new { name, report = "stock" };
}
