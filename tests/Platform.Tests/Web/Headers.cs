using System.Net;

namespace MonolithFirst.Platform.Tests.Web;

public sealed class HostBehindAProxy : WebFixture
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Web:TrustedProxies:0", "127.0.0.0/8")];
}

public sealed class HeadersBehindAProxy(HostBehindAProxy web) : IClassFixture<HostBehindAProxy>
{
    [Fact]
    public async Task Browsers_are_told_to_stay_with_https_where_the_proxy_says_that_it_is()
    {
        var safe = await web.GetAsync("/health/live", null, ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1"));
        Assert.Equal("max-age=31536000", Assert.Single(safe.Headers.GetValues("Strict-Transport-Security")));
        Assert.False((await web.GetAsync("/health/live", null)).Headers.Contains("Strict-Transport-Security"));
    }
}

public sealed class Headers(WebFixture web) : IClassFixture<WebFixture>
{
    [Theory]
    [InlineData("/api/sample/things")]
    [InlineData("/api/sample/nowhere")]
    [InlineData("/nowhere")]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    public async Task Every_answer_ties_a_browsers_hands(string path)
    {
        var headers = (await web.GetAsync(path)).Headers;
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(headers.GetValues("X-Frame-Options")));
        Assert.Equal("no-referrer", Assert.Single(headers.GetValues("Referrer-Policy")));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Assert.Single(headers.GetValues("Content-Security-Policy")));
        Assert.Single(headers.GetValues("X-Correlation-Id"));
        Assert.False(headers.Contains("Server"));
    }

    [Fact]
    public async Task Nobody_is_believed_who_only_says_to_be_a_proxy() =>
        Assert.False(
            (await web.GetAsync("/health/live", null, ("X-Forwarded-Proto", "https"))).Headers.Contains("Strict-Transport-Security")
        );

    [Fact]
    public async Task A_failure_has_them_too()
    {
        var answer = (await web.PostAsync("/api/sample/failures/inside", "")).MustBe(HttpStatusCode.InternalServerError);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task The_docs_page_asks_nothing_of_other_hosts()
    {
        var page = (await web.GetAsync("/docs/", user: null)).MustBe(HttpStatusCode.OK);
        Assert.DoesNotContain("http://", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("=\"//", page.Body, StringComparison.Ordinal);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("connect-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.DoesNotContain(
            page.Body.Split("<script").Skip(1),
            script => !script.Contains($"nonce=\"{nonce}\"", StringComparison.Ordinal)
        );
        var again = await web.GetAsync("/docs/", user: null);
        Assert.NotEqual(policy, Assert.Single(again.Headers.GetValues("Content-Security-Policy")));
        (await web.GetAsync("/docs/scalar.js", user: null)).MustBe(HttpStatusCode.OK);
    }
}
