using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>What a browser is shown where there is no page to show.</summary>
[Collection<OneConsole>]
public sealed class RefusalTests(ConsoleFixture host)
{
    private const string Receive = "form.action:has(input[name=quantity][min])";
    private const string Adjust = "form.action:not(:has(input[min]))";

    [Theory]
    [InlineData("en-GB", "This cannot be answered")]
    [InlineData("zh-CN", "无法处理此请求")]
    public async Task A_form_of_an_earlier_run_is_refused_in_a_page(string locale, string heading)
    {
        var sku = await host.Shop.ProductAsync("1.00", 2);
        await using var window = await host.AdministratorsWindowAsync(locale);
        window.Expected = "400";

        await window.GoAsync("/admin/stock/" + sku);
        await window.Page.FillAsync(Receive + " input[name=quantity]", "5");
        await window.Page.FillAsync(Receive + " input[name=reason]", "Too late");
        await IsRefusedAsync(window, heading, Receive + " button");
        await window.GoAsync("/admin/stock/" + sku);
        await IsRefusedAsync(window, heading, ".sign-out button");

        await host.Shop.StockMustBeAsync(sku, onHand: 2, reserved: 0);
    }

    [Theory]
    [InlineData("GET", "/admin/nowhere", 404, "There is no such page")]
    [InlineData("GET", "/admin/reports/nothing", 404, "There is no such page")]
    [InlineData("POST", "/admin/nowhere", 405, "This cannot be answered")]
    [InlineData("DELETE", "/admin/orders", 405, "This cannot be answered")]
    public async Task Whatever_is_refused_below_the_console_is_a_page_for_a_browser_and_problem_details_for_a_program(
        string method,
        string path,
        int status,
        string heading
    )
    {
        var admin = await host.AdminAsync();
        foreach (var accepted in new[] { "text/html,application/xhtml+xml,*/*;q=0.8", "application/json" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("Accept", accepted);

            var answer = await admin.SendAsync(request);

            Assert.Equal((path, status), (path, (int)answer.Status));
            var isPage = answer.Body.Contains($"<h1>{heading}</h1>", StringComparison.Ordinal);
            Assert.Equal((path, accepted.StartsWith("text", StringComparison.Ordinal)), (path, isPage));
        }
    }

    [Fact]
    public async Task A_page_of_a_list_that_is_no_number_is_the_first()
    {
        await using var window = await host.AdministratorsWindowAsync();
        foreach (var path in new[] { "orders", "products", "stock", "accounts", "users", "messages", "audit", "reports/sales" })
        {
            foreach (var page in new[] { "abc", "0", "1.5" })
            {
                var answer = await window.GoAsync($"/admin/{path}?page={page}");

                Assert.Equal((path, 200), (path, answer!.Status));
                Assert.Equal((path, 0), (path, await window.Page.Locator("[role=alert]").CountAsync()));
            }
        }
    }

    [Fact]
    public async Task Refusals_are_said_in_the_viewers_language()
    {
        var sku = await host.Shop.ProductAsync("1.00", 2);
        await using var window = await host.AdministratorsWindowAsync("zh-CN");
        await window.GoAsync("/admin/stock/" + sku);
        await window.Page.FillAsync(Adjust + " input[name=quantity]", "-50");
        await window.Page.FillAsync(Adjust + " input[name=reason]", "Too much");
        Assert.Equal($"{sku} 在库 2 件，其中 0 件已预留，无法按 -50 调整。", await RefusalOfAsync(window, Adjust));

        await window.GoAsync("/admin/stock/" + sku);
        await window.Page.FillAsync(Receive + " input[name=quantity]", "10001");
        await window.Page.FillAsync(Receive + " input[name=reason]", " ");
        Assert.Equal("“数量”必须在 1 到 10000 之间。\n“原因”不能为空。", await RefusalOfAsync(window, Receive));

        await window.GoAsync("/admin/accounts?userId=" + Guid.NewGuid());
        await window.Page.FillAsync("input[name=amount]", "12.345");
        await window.Page.FillAsync("form.action input[name=reason]", "Nobody");
        Assert.StartsWith("“金额”必须是 12.34 这样的十进制数", await RefusalOfAsync(window, "form.action"), StringComparison.Ordinal);
        await window.GoAsync("/admin/accounts?userId=" + Guid.NewGuid());
        await window.Page.FillAsync("input[name=amount]", "12.34");
        await window.Page.FillAsync("form.action input[name=reason]", "Nobody");
        Assert.Equal("没有此编号的用户。", await RefusalOfAsync(window, "form.action"));
    }

    [Fact]
    public async Task What_the_console_has_no_words_for_is_said_as_the_api_says_it_and_marked_as_english()
    {
        var admin = await host.AdminAsync();
        var run = (await admin.PostAsync("/api/reporting/reports/stock/runs", new { format = "csv" })).MustBe(HttpStatusCode.Accepted);
        var id = run.Json.GetProperty("id").GetGuid();
        await Eventually.TrueAsync(
            async () => (await admin.GetAsync($"/api/reporting/runs/{id}")).Json.GetProperty("status").GetString() == "done",
            what: "A run that is done"
        );
        await using var window = await host.AdministratorsWindowAsync("zh-CN");
        foreach (
            var (code, values, said, language) in new[]
            {
                ("reporting.row_limit", """{"most":5}""", "报表超过 5 行。请缩短日期范围，或只选择一个商品或客户。", (string?)null),
                ("reporting.newer", "{}", "The report has failed.", "en"),
            }
        )
        {
            await host.TablesOf("reporting")
                .ExecuteAsync(
                    $"UPDATE report_runs SET status = 'Failed', error = 'The report has failed.', error_code = '{code}', error_values = '{values}' "
                        + $"WHERE id = '{id}'"
                );

            await window.GoAsync("/admin/report-runs");

            var error = window.Page.Locator("main .error-text").First;
            Assert.Equal(said, (await error.InnerTextAsync()).Trim());
            Assert.Equal(language is null ? 0 : 1, await error.Locator($"[lang={language ?? "en"}]").CountAsync());
        }
    }

    /// <summary>Sends the form, and returns what it says then.</summary>
    private static async Task<string> RefusalOfAsync(Window window, string form)
    {
        await window.Page.ClickAsync(form + " button");
        await window.Page.WaitForSelectorAsync(form + " [role=alert]");
        return string.Join(
            '\n',
            (await window.Page.Locator(form + " [role=alert] li").AllInnerTextsAsync()).Select(reason => reason.Trim())
        );
    }

    private static async Task IsRefusedAsync(Window window, string heading, string button)
    {
        await window.Context.ClearCookiesAsync(new() { Name = "mf_antiforgery" });
        await window.Page.ClickAsync(button);
        await window.Page.WaitForSelectorAsync($"h1:text-is('{heading}')");
        Assert.Contains("HTTP 400", await window.TextAsync(), StringComparison.Ordinal);
    }
}
