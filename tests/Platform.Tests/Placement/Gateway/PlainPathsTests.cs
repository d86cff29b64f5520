using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Placement.Gateway;

public sealed class PlainPathsTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/api/sample/../platform/messages")]
    [InlineData("/api/sample/../../internal/queries/sample_count_notes")]
    [InlineData("/api/sample/%2e%2e/platform/messages")]
    [InlineData("/api/sample/%2E./platform/messages")]
    [InlineData("/api/sample/.%2e/platform/messages")]
    [InlineData("/api/sample/./echo")]
    [InlineData("/api/sample/%2e/echo")]
    [InlineData("/api/sample/..")]
    [InlineData("/api/sample/..%2fplatform")]
    [InlineData("/api/sample/..%2Fplatform")]
    [InlineData("/api/sample%2fecho")]
    [InlineData("/api/sample/..%5cplatform")]
    [InlineData("/api/sample/..\\platform")]
    [InlineData("/api/sample/..;/platform")]
    [InlineData("/api/sample;a=b/echo")]
    [InlineData("/api/sample/%3b/echo")]
    [InlineData("/api/sample/%252e%252e/platform")]
    [InlineData("/api/sample/%00")]
    [InlineData("//api/sample/echo")]
    [InlineData("/api//sample/echo")]
    [InlineData("/api/sample//echo")]
    [InlineData("/internal/../api/sample/echo")]
    [InlineData("http://shop.example/api/sample/../platform/messages")]
    [InlineData("http://shop.example//api/sample/echo")]
    public async Task A_path_that_could_be_read_in_two_ways_reaches_nobody(string target)
    {
        gateway.Seen.Clear();
        var answer = await gateway.RawAsync("GET " + target);
        // What is no HTTP at all the server itself refuses.
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.Empty(gateway.Seen);
    }

    [Theory]
    [InlineData("/api/sample/echo", "/api/sample/echo")]
    [InlineData("/api/sample/a.b/..c/...", "/api/sample/a.b/..c/...")]
    [InlineData("/api/sample/echo?path=../..//;%2f", "/api/sample/echo?path=../..//;%2f")]
    [InlineData("/api/sample/caf%C3%A9", "/api/sample/caf%C3%A9")]
    [InlineData("http://shop.example/api/sample/echo?a=b", "/api/sample/echo?a=b")]
    public async Task A_plain_path_arrives_as_it_was_sent(string target, string arrived)
    {
        gateway.Seen.Clear();
        Assert.StartsWith("HTTP/1.1 200 ", await gateway.RawAsync("GET " + target), StringComparison.Ordinal);
        Assert.Equal(arrived, Assert.Single(gateway.Seen).Target);
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("*", true)]
    [InlineData("http://shop.example", true)]
    [InlineData("/a/..", false)]
    [InlineData("http://shop.example/..", false)]
    [InlineData("/http://shop.example/a", false)]
    [InlineData("/a?b=..", true)]
    [InlineData("/a?b=/../", true)]
    [InlineData("", true)]
    public void A_target_is_plain_or_not(string target, bool plain) => Assert.Equal(plain, PlainPaths.IsPlain(target));
}
