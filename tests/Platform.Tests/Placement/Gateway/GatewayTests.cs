using System.Net;
using System.Text;
using MonolithFirst.Platform.Security;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Placement.Gateway;

public sealed class GatewayTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_client_says_about_itself_is_replaced_by_what_the_gateway_sees()
    {
        var echo = await gateway.EchoAsync(
            ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Prefix", "/evil")
        );
        Assert.Equal("127.0.0.1", echo.Headers["X-Forwarded-For"]);
        Assert.Equal(gateway.Http.BaseAddress!.Authority, echo.Headers["X-Forwarded-Host"]);
        Assert.Equal("http", echo.Headers["X-Forwarded-Proto"]);
        Assert.DoesNotContain("X-Forwarded-Prefix", echo.Headers);
    }

    [Fact]
    public async Task Cookies_pass_in_neither_direction_and_other_headers_do()
    {
        var echo = await gateway.EchoAsync(("Cookie", "a=b"), ("X-Inside", "1"), ("Authorization", "Bearer x"));
        Assert.DoesNotContain("Cookie", echo.Headers);
        Assert.Equal("1", echo.Headers["X-Inside"]);
        Assert.Equal("Bearer x", echo.Headers["Authorization"]);
        var answer = await gateway.GetAsync("/api/sample/echo", null);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(["inside"], answer.Headers.GetValues("X-Inside"));
    }

    [Fact]
    public async Task A_clients_service_credential_is_replaced_by_the_gateways()
    {
        Assert.True(await gateway.Credentials.IsValidAsync((await gateway.EchoAsync()).Headers[ServiceCredentials.Header]));
        var echo = await gateway.EchoAsync((ServiceCredentials.Header, "forged"), (ServiceCredentials.Header, "twice"));
        Assert.True(await gateway.Credentials.IsValidAsync(echo.Headers[ServiceCredentials.Header]));
    }

    [Fact]
    public async Task Headers_that_both_processes_set_stand_in_the_answer_once()
    {
        var answer = await gateway.GetAsync("/api/sample/echo", null, ("X-Correlation-Id", "of-the-client"));
        string[] once =
        [
            "X-Frame-Options",
            "X-Content-Type-Options",
            "Content-Security-Policy",
            "Referrer-Policy",
            "Cache-Control",
            "X-Correlation-Id",
            "Date",
        ];
        Assert.All(once, name => Assert.Single(answer.Headers.GetValues(name)));
        Assert.Equal(["DENY"], answer.Headers.GetValues("X-Frame-Options"));
        Assert.Equal(["of-the-client"], answer.Headers.GetValues("X-Correlation-Id"));
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("HEAD", false)]
    [InlineData("PUT", false)]
    [InlineData("DELETE", false)]
    [InlineData("POST", true)]
    [InlineData("PATCH", true)]
    public async Task A_request_without_a_body_that_got_no_answer_is_sent_again_where_it_may_be_repeated(string method, bool fails)
    {
        gateway.Seen.Clear();
        var answer = await gateway.SendAsync(new HttpMethod(method), "/api/sample/echo", null, null, (EchoServer.HangUp, "1"));
        _ = fails ? answer.MustBe(HttpStatusCode.ServiceUnavailable, "platform.answer_lost") : answer.MustBe(HttpStatusCode.OK);
        Assert.Equal(fails ? 1 : 2, gateway.Seen.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_with_a_body_is_not_sent_again(bool chunked)
    {
        gateway.Seen.Clear();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/sample/echo")
        {
            Content = new StringContent("""{"a":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.Add(EchoServer.HangUp, "1");
        using var answer = await gateway.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("""{"a":1}""", Assert.Single(gateway.Seen).Body);
    }

    [Fact]
    public async Task Where_no_instance_answers_the_client_gets_problem_details()
    {
        gateway.Seen.Clear();
        var answer = await gateway.GetAsync("/api/sample/echo", null, (EchoServer.HangUp, "2"));
        answer.MustBe(HttpStatusCode.ServiceUnavailable, "platform.answer_lost");
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("/api/sample/echo", answer.Json.GetProperty("instance").GetString());
        Assert.Equal(2, gateway.Seen.Count);
    }

    [Fact]
    public async Task The_administration_of_a_modules_messages_is_forwarded_and_the_list_of_all_is_not()
    {
        gateway.Seen.Clear();
        (await gateway.PostAsync("/api/platform/messages/sample/0197b2a0/retry?a=b", "{}", null)).MustBe(HttpStatusCode.OK);
        var echo = Assert.Single(gateway.Seen);
        Assert.Equal(("POST", "/api/platform/messages/sample/0197b2a0/retry?a=b", "{}"), (echo.Method, echo.Target, echo.Body));
        (await gateway.GetAsync("/api/platform/messages", null)).MustBe(HttpStatusCode.Unauthorized);
        (await gateway.GetAsync("/api/platform/calls", null)).MustBe(HttpStatusCode.Unauthorized);
        Assert.Single(gateway.Seen);
    }

    [Fact]
    public async Task Internal_routes_are_closed_to_clients()
    {
        gateway.Seen.Clear();
        (await gateway.PostAsync("/internal/queries/sample_count_notes", "{}")).MustBe(
            HttpStatusCode.Unauthorized,
            "auth.service_credential_required"
        );
        Assert.Empty(gateway.Seen);
    }
}

public sealed class GatewayBehindProxyTests(GatewayBehindProxyFixture gateway) : IClassFixture<GatewayBehindProxyFixture>
{
    [Fact]
    public async Task What_a_trusted_proxy_says_is_believed()
    {
        var echo = await gateway.EchoAsync(
            ("X-Forwarded-For", "198.51.100.1, 203.0.113.7"),
            ("X-Forwarded-Host", "shop.example"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Prefix", "/shop")
        );
        // The last one is what the proxy itself saw; what stands before came from the client.
        Assert.Equal("203.0.113.7", echo.Headers["X-Forwarded-For"]);
        Assert.Equal("shop.example", echo.Headers["X-Forwarded-Host"]);
        Assert.Equal("https", echo.Headers["X-Forwarded-Proto"]);
        Assert.Equal("/shop", echo.Headers["X-Forwarded-Prefix"]);
        Assert.Equal("/api/sample/echo", echo.Target);
    }

    [Fact]
    public async Task Behind_several_trusted_proxies_the_client_is_the_first_who_is_none_of_them()
    {
        var echo = await gateway.EchoAsync(
            // What stands first came from the client, who may write what it likes.
            ("X-Forwarded-For", "10.9.9.9, 203.0.113.7, 10.0.0.2, 10.0.0.1"),
            ("X-Forwarded-Host", "shop.example"),
            ("X-Forwarded-Proto", "https, http, http")
        );
        Assert.Equal("203.0.113.7", echo.Headers["X-Forwarded-For"]);
        Assert.Equal("shop.example", echo.Headers["X-Forwarded-Host"]);
        Assert.Equal("https", echo.Headers["X-Forwarded-Proto"]);
    }

    [Fact]
    public async Task A_modules_own_list_of_sensitive_headers_takes_the_place_of_the_general_one()
    {
        var echo = await gateway.EchoAsync(("Cookie", "a=b"), ("X-Inside", "1"), ("X-Elsewhere", "2"));
        Assert.Equal(("a=b", "2"), (echo.Headers["Cookie"], echo.Headers["X-Elsewhere"]));
        Assert.DoesNotContain("X-Inside", echo.Headers);
        var answer = await gateway.GetAsync("/api/sample/echo", null);
        Assert.Equal(["a=b"], answer.Headers.GetValues("Set-Cookie"));
        Assert.False(answer.Headers.Contains("X-Inside"));
    }
}

public sealed class GatewayWithSensitiveHeadersTests(GatewayWithSensitiveHeadersFixture gateway)
    : IClassFixture<GatewayWithSensitiveHeadersFixture>
{
    [Fact]
    public async Task A_list_in_the_settings_takes_the_place_of_the_usual_one()
    {
        var echo = await gateway.EchoAsync(("Cookie", "a=b"), ("X-Inside", "1"));
        Assert.Equal("a=b", echo.Headers["Cookie"]);
        Assert.DoesNotContain("X-Inside", echo.Headers);
    }
}

public sealed class GatewayWithDirectionsTests(GatewayWithDirectionsFixture gateway) : IClassFixture<GatewayWithDirectionsFixture>
{
    [Fact]
    public async Task What_may_pass_is_set_for_each_direction_by_itself()
    {
        var echo = await gateway.EchoAsync(("Cookie", "a=b"), ("X-Inside", "1"));
        Assert.Equal("a=b", echo.Headers["Cookie"]);
        Assert.DoesNotContain("X-Inside", echo.Headers);
        var answer = await gateway.GetAsync("/api/sample/echo", null);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(["inside"], answer.Headers.GetValues("X-Inside"));
    }
}

public sealed class GatewayWithoutInstancesTests(GatewayWithoutInstancesFixture gateway) : IClassFixture<GatewayWithoutInstancesFixture>
{
    [Fact]
    public async Task Where_no_instance_is_known_the_client_gets_problem_details()
    {
        var answer = await gateway.GetAsync("/api/sample/things", null);
        answer.MustBe(HttpStatusCode.ServiceUnavailable, "platform.unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
