using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>What a browser is shown where there is no page to show.</summary>
[Collection<OneConsole>]
public sealed class RefusalTests(ConsoleFixture host)
{
    private const string Receive = "form.action:has(input[name=quantity][min])";

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

    private static async Task IsRefusedAsync(Window window, string heading, string button)
    {
        await window.Context.ClearCookiesAsync(new() { Name = "mf_antiforgery" });
        await window.Page.ClickAsync(button);
        await window.Page.WaitForSelectorAsync($"h1:text-is('{heading}')");
        Assert.Contains("HTTP 400", await window.TextAsync(), StringComparison.Ordinal);
    }
}
