using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>Who is shown the figures.</summary>
public sealed class MetricsTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_scraper_on_this_machine_is()
    {
        var figures = (await host.Anonymous.GetAsync("/metrics")).MustBe(HttpStatusCode.OK);

        Assert.Contains("# TYPE ", figures.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task Whom_a_proxy_on_this_machine_lets_in_is_not(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add(header, value);

        (await host.Anonymous.SendAsync(request)).MustBe(HttpStatusCode.Unauthorized);
    }
}
