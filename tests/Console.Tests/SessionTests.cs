using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>Getting in, staying in, and being kept out.</summary>
[Collection<OneConsole>]
public sealed class SessionTests(ConsoleFixture host)
{
    [Fact]
    public async Task Whoever_signs_in_comes_to_the_page_they_wanted()
    {
        await using var window = await host.WindowAsync();
        await window.Page.GotoAsync("/admin/stock?search=MUG");

        await window.Page.FillAsync("input[name=email]", host.Administrator.Email);
        await window.Page.FillAsync("input[name=password]", host.Administrator.Password);
        await window.Page.ClickAsync("form.sign-in button[type=submit]");

        await window.Page.WaitForURLAsync("**/admin/stock?search=MUG");
        await window.SettledAsync();
        Assert.Contains("MUG-BLUE", await window.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_says_no_more_than_that()
    {
        await using var window = await host.WindowAsync();
        await window.Page.GotoAsync("/admin/sign-in");

        await window.Page.FillAsync("input[name=email]", "nobody@example.test");
        await window.Page.FillAsync("input[name=password]", "wrong");
        await window.Page.ClickAsync("form.sign-in button[type=submit]");

        await window.Page.WaitForSelectorAsync("[role=alert]");
        Assert.Contains("is not right", await window.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_lost_leads_to_the_sign_in_and_back()
    {
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin/orders");
        await window.Context.ClearCookiesAsync();

        await window.Page.ClickAsync("nav a[href='/admin/stock']");

        await window.Page.WaitForSelectorAsync("form.sign-in");
        await window.Page.FillAsync("input[name=email]", host.Administrator.Email);
        await window.Page.FillAsync("input[name=password]", host.Administrator.Password);
        await window.Page.ClickAsync("form.sign-in button[type=submit]");
        await window.Page.WaitForURLAsync("**/admin/stock");
        await window.SettledAsync();
        Assert.Equal("Stock", await window.Page.InnerTextAsync("h1"));
    }

    [Fact]
    public async Task An_access_token_that_is_gone_is_renewed_and_nobody_notices()
    {
        await using var window = await host.AdministratorsWindowAsync();
        await window.Context.ClearCookiesAsync(new() { Name = "mf_access" });

        await window.GoAsync("/admin/orders");

        Assert.EndsWith("/admin/orders", window.Page.Url, StringComparison.Ordinal);
        Assert.Contains(await window.Context.CookiesAsync(), cookie => cookie.Name == "mf_access" && cookie.HttpOnly);
    }

    [Fact]
    public async Task Requests_at_once_whose_access_token_is_gone_all_get_their_page_and_nobody_is_signed_out()
    {
        await using var window = await host.AdministratorsWindowAsync();
        var before = await BrowserRequests.RefreshTokenOf(window);

        var tokens = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => BrowserRequests.PageAsync(host.Host.Http, before)));

        var after = Assert.Single(tokens.Distinct());
        Assert.NotEqual(before, after);
        Assert.NotEqual(after, await BrowserRequests.PageAsync(host.Host.Http, after));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_the_users_module_too()
    {
        await using var window = await host.AdministratorsWindowAsync();
        var refresh = (await window.Context.CookiesAsync()).Single(cookie => cookie.Name == "mf_refresh").Value;

        await window.Page.ClickAsync(".sign-out button");
        await window.Page.WaitForSelectorAsync("form.sign-in");

        (await host.Anonymous.PostAsync("/api/users/refresh", new { refreshToken = refresh })).MustBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Staff_meet_the_reports_and_a_page_that_says_no_to_everything_else()
    {
        var (email, password) = await host.NewStaffAsync();
        await using var window = await host.WindowAsync();
        window.Expected = "403";
        await window.SignInAsync(email, password);

        var refused = await window.GoAsync("/admin/messages");
        Assert.Equal(403, refused!.Status);
        Assert.Contains("does not have the role", await window.TextAsync(), StringComparison.Ordinal);

        var allowed = await window.GoAsync("/admin/reports");
        Assert.Equal(200, allowed!.Status);
    }

    [Fact]
    public async Task A_form_without_its_token_and_a_request_from_another_site_change_nothing()
    {
        await using var window = await host.AdministratorsWindowAsync();
        var cookies = await window.CookiesAsync();

        foreach (var site in new[] { "same-origin", "cross-site" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/stock/MUG-BLUE")
            {
                Content = new FormUrlEncodedContent([new("_handler", "receive"), new("quantity", "7"), new("reason", "Forged")]),
            };
            request.Headers.Add("Cookie", cookies);
            request.Headers.Add("Sec-Fetch-Site", site);
            var answer = await host.Anonymous.SendAsync(request);
            Assert.Equal(site == "cross-site" ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest, answer.Status);
        }

        var movements = await (await host.StaffAsync()).GetAsync("/api/inventory/stock/MUG-BLUE/movements");
        Assert.DoesNotContain("Forged", movements.MustBe(HttpStatusCode.OK).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_takes_no_cookie()
    {
        await using var window = await host.AdministratorsWindowAsync();
        window.Expected = "401";

        var answer = await window.Page.GotoAsync("/api/orders");

        Assert.Equal(401, answer!.Status);
    }

    [Fact]
    public async Task The_dashboard_of_jobs_is_behind_the_same_sign_in()
    {
        await using var stranger = await host.WindowAsync();
        await stranger.Page.GotoAsync("/jobs");
        Assert.Contains("/admin/sign-in", stranger.Page.Url, StringComparison.Ordinal);

        await using var window = await host.AdministratorsWindowAsync();
        await window.Page.ClickAsync("nav a[href='/jobs']");
        await window.Page.WaitForURLAsync("**/jobs");
        Assert.Equal("MonolithFirst", (await window.Page.InnerTextAsync(".navbar-brand")).Trim());
    }
}
