using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Web;

public sealed class Refusals(WebFixture web) : IClassFixture<WebFixture>
{
    private const string Things = "/api/sample/things";
    private const string Fine =
        """{"name":"n","quantity":1,"price":{"amount":"1.00","currency":"EUR"},"kind":"veryLarge","lines":[{"sku":"A-1","quantity":1}]}""";

    [Fact]
    public async Task What_is_fine_is_taken()
    {
        var made = (await web.PostAsync(Things, Fine)).MustBe(HttpStatusCode.Created);
        Assert.StartsWith(Things + "/", made.Location, StringComparison.Ordinal);
        Assert.Equal("no-store", made.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_problem_says_all_that_clients_rely_on()
    {
        var answer = (await web.PostAsync("/api/sample/failures/conflict", "", headers: ("X-Correlation-Id", "order-77"))).MustBe(
            HttpStatusCode.Conflict,
            "sample.conflict"
        );
        Assert.Equal("urn:monolithfirst:problem:sample.conflict", answer.Json.GetProperty("type").GetString());
        Assert.Equal("Conflict", answer.Json.GetProperty("title").GetString());
        Assert.Equal(409, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal("It is so.", answer.Json.GetProperty("detail").GetString());
        Assert.Equal("/api/sample/failures/conflict", answer.Json.GetProperty("instance").GetString());
        Assert.NotEmpty(answer.Json.GetProperty("traceId").GetString()!);
        Assert.False(answer.Json.TryGetProperty("errors", out _));
        Assert.Equal("order-77", Assert.Single(answer.Headers.GetValues("X-Correlation-Id")));
    }

    [Theory]
    [InlineData("inside", 500, "platform.internal_error")]
    [InlineData("unreachable", 503, "platform.module_unreachable")]
    [InlineData("timed-out", 503, "platform.query_timed_out")]
    [InlineData("query", 503, "platform.query_failed")]
    [InlineData("concurrency", 409, "concurrency.conflict")]
    [InlineData("away", 503, "platform.database_unavailable")]
    [InlineData("full", 503, "platform.database_read_only")]
    [InlineData("unwritten", 503, "platform.database_read_only")]
    [InlineData("busy", 503, "platform.database_busy")]
    [InlineData("duplicate", 409, "concurrency.duplicate")]
    [InlineData("unprocessable", 422, "sample.rule")]
    [InlineData("forbidden", 403, "sample.forbidden")]
    public async Task A_failure_is_told_by_its_code_and_nothing_of_the_inside(string kind, int status, string code)
    {
        var answer = (await web.PostAsync("/api/sample/failures/" + kind, "")).MustBe((HttpStatusCode)status, code);
        Assert.DoesNotContain("inside", answer.Json.GetProperty("detail").GetString()!, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", answer.Body, StringComparison.Ordinal);
        Assert.Equal(status == 503, answer.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task A_change_under_a_condition_that_lost_a_race_is_stale() =>
        (await web.PostAsync("/api/sample/failures/concurrency", "", headers: ("If-Match", "\"3\""))).MustBe(
            HttpStatusCode.PreconditionFailed,
            "concurrency.stale"
        );

    [Theory]
    [InlineData("GET", "/nowhere", 404, "http.not_found")]
    [InlineData("GET", "/api/sample/nowhere", 404, "http.not_found")]
    [InlineData("GET", "/api/nosuchmodule/x", 404, "http.not_found")]
    [InlineData("DELETE", "/api/sample/things", 405, "http.method_not_allowed")]
    [InlineData("GET", "/api/sample/gadgets/caf%C3%A9", 404, "http.not_found")]
    [InlineData("GET", "/api/sample/gadgets/a%0Ab", 404, "http.not_found")]
    [InlineData("GET", "/api/sample/things?page=x", 400, "validation.failed")]
    [InlineData("GET", "/api/sample/things?page=0", 400, "validation.failed")]
    [InlineData("GET", "/api/sample/things?page=99999999", 400, "validation.failed")]
    [InlineData("GET", "/api/sample/things?page=99999999999999", 400, "validation.failed")]
    [InlineData("GET", "/api/sample/things?pageSize=0", 400, "validation.failed")]
    [InlineData("GET", "/api/sample/things?pageSize=101", 400, "validation.failed")]
    [InlineData("GET", "/api/sample/things?sort=colour", 400, "validation.failed")]
    [InlineData("GET", "/api/sample/things?sort=--text", 400, "validation.failed")]
    [InlineData("GET", "/api/sample/slow", 400, "validation.failed")]
    public async Task An_address_that_leads_nowhere_is_refused(string method, string path, int status, string code) =>
        (await web.SendAsync(new HttpMethod(method), path, null)).MustBe((HttpStatusCode)status, code);

    [Theory]
    [InlineData("?page=x", "page")]
    [InlineData("?pageSize=1.5", "pageSize")]
    [InlineData("?sort=colour", "sort")]
    public async Task A_bad_query_parameter_is_named(string query, string field) =>
        Assert.NotEmpty(
            (await web.GetAsync(Things + query))
                .MustBe(HttpStatusCode.BadRequest)
                .Json.GetProperty("errors")
                .GetProperty(field)
                .EnumerateArray()
        );

    [Fact]
    public async Task Callers_without_the_right_are_refused()
    {
        var stranger = (await web.GetAsync(Things, user: null)).MustBe(HttpStatusCode.Unauthorized);
        Assert.NotNull(stranger.Code);
        (await web.GetAsync("/api/sample/staff")).MustBe(HttpStatusCode.Forbidden, "auth.forbidden");
        (await web.GetAsync("/api/sample/open", user: null)).MustBe(HttpStatusCode.NoContent);
        (await web.GetAsync("/api/platform/messages")).MustBe(HttpStatusCode.Forbidden, "auth.forbidden");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"name\":\"a\",}")]
    [InlineData("{\"name\":\"a\"} x")]
    [InlineData("{// no\n}")]
    [InlineData("NaN")]
    public async Task Malformed_json_is_refused(string body) =>
        (await web.PostAsync(Things, body)).MustBe(HttpStatusCode.BadRequest, "http.malformed_json");

    [Fact]
    public async Task Json_too_deep_is_refused() =>
        (await web.PostAsync(Things, new string('[', 2000))).MustBe(HttpStatusCode.BadRequest, "http.malformed_json");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public async Task A_missing_body_is_refused(string body) =>
        (await web.PostAsync(Things, body)).MustBe(HttpStatusCode.BadRequest, "http.body_required");

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("5", "body")]
    [InlineData("\"name\":\"n\"|\"name\":\"n\",\"colour\":1", "colour")]
    [InlineData("\"name\"|\"Name\"", "Name", "name")]
    [InlineData("\"name\":\"n\"|\"name\":\"n\",\"name\":\"m\"", "name")]
    [InlineData("\"name\":\"n\"|\"name\":null", "name")]
    [InlineData("\"name\":\"n\",|", "name")]
    [InlineData("\"name\":\"n\"|\"name\":5", "name")]
    [InlineData("\"name\":\"n\"|\"name\":\"\\ud800\"", "name")]
    [InlineData("\"name\":\"n\"|\"name\":\" \"", "name")]
    [InlineData("\"name\":\"n\"|\"name\":\"a\\u0000b\"", "name")]
    [InlineData("\"name\":\"n\"|\"name\":\"a\\nb\"", "name")]
    [InlineData("\"name\":\"n\"|\"name\":\"n\",\"remark\":\"a\\u0007\"", "remark")]
    [InlineData("\"quantity\":1,\"price\"|\"quantity\":1.5,\"price\"", "quantity")]
    [InlineData("\"quantity\":1,\"price\"|\"quantity\":\"1\",\"price\"", "quantity")]
    [InlineData("\"quantity\":1,\"price\"|\"quantity\":-1,\"price\"", "quantity")]
    [InlineData("\"quantity\":1,\"price\"|\"quantity\":0,\"price\"", "quantity")]
    [InlineData("\"quantity\":1,\"price\"|\"quantity\":10001,\"price\"", "quantity")]
    [InlineData("\"quantity\":1,\"price\"|\"quantity\":99999999999,\"price\"", "quantity")]
    [InlineData("\"quantity\":1,\"price\"|\"quantity\":1e400,\"price\"", "quantity")]
    [InlineData("veryLarge|huge", "kind")]
    [InlineData("\"veryLarge\"|1", "kind")]
    [InlineData("\"1.00\"|\"1.001\"", "price")]
    [InlineData("\"1.00\"|1.00", "price")]
    [InlineData("\"1.00\"|\"-1.00\"", "price")]
    [InlineData("\"1.00\"|\"99999999999999999999999\"", "price")]
    [InlineData("\"EUR\"|\"EUX\"", "price")]
    [InlineData("\"EUR\"|\"EUR\",\"amount\":\"2.00\"", "price")]
    [InlineData("\"EUR\"}|\"EUR\",\"x\":1}", "price")]
    [InlineData("{\"amount\":\"1.00\",\"currency\":\"EUR\"}|\"1.00\"", "price")]
    [InlineData("{\"amount\":\"1.00\",\"currency\":\"EUR\"}|null", "price")]
    [InlineData("\"sku\":\"A-1\"|\"sku\":\"a 1\"", "lines[0].sku")]
    [InlineData("\"sku\":\"A-1\"|\"sku\":\"A-1\",\"colour\":1", "lines[0].colour")]
    [InlineData("\"sku\":\"A-1\",|", "lines[0].sku")]
    [InlineData("[{\"sku\":\"A-1\",\"quantity\":1}]|[null]", "lines[0]")]
    [InlineData("[{\"sku\":\"A-1\",\"quantity\":1}]|{}", "lines")]
    [InlineData("[{\"sku\":\"A-1\",\"quantity\":1}]|null", "lines")]
    [InlineData("\"name\":\"n\"|\"name\":\"n\",\"at\":\"yesterday\"", "at")]
    [InlineData("\"name\":\"n\"|\"name\":\"n\",\"parent\":\"7\"", "parent")]
    public async Task A_body_of_the_wrong_shape_is_refused_by_field(string change, params string[] fields)
    {
        var parts = change.Split('|');
        var body = parts.Length == 1 ? change : Fine.Replace(parts[0], parts[1], StringComparison.Ordinal);
        Assert.NotEqual(Fine, body);
        var answer = (await web.PostAsync(Things, body)).MustBe(HttpStatusCode.BadRequest, "validation.failed");
        Assert.Equal(fields, answer.Json.GetProperty("errors").EnumerateObject().Select(field => field.Name));
        Assert.DoesNotContain("System.", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("MonolithFirst.", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_a_body_are_told_at_once()
    {
        var answer = (
            await web.PostAsync(
                Things,
                """{"name":7,"colour":"red","quantity":"many","price":{"amount":"x","currency":"EUR"},"lines":[{"sku":1,"quantity":1},{"quantity":2}]}"""
            )
        ).MustBe(HttpStatusCode.BadRequest, "validation.failed");
        string[] expected = ["name", "colour", "quantity", "price", "lines[0].sku", "lines[1].sku", "kind"];
        Assert.Equal(expected, answer.Json.GetProperty("errors").EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task All_broken_rules_are_told_at_once()
    {
        var answer = (
            await web.PostAsync(
                Things,
                Fine.Replace("\"n\"", "\"\"", StringComparison.Ordinal)
                    .Replace("1.00", "0.00", StringComparison.Ordinal)
                    .Replace("A-1", "-A", StringComparison.Ordinal)
            )
        ).MustBe(HttpStatusCode.BadRequest, "validation.failed");
        string[] expected = ["name", "price", "lines[0].sku"];
        Assert.Equal(expected, answer.Json.GetProperty("errors").EnumerateObject().Select(field => field.Name));
        var faults = answer.Json.GetProperty("faults").EnumerateArray().ToList();
        Assert.Equal(expected, faults.Select(fault => fault.GetProperty("field").GetString()));
        Assert.Equal(
            ["validation.blank", "validation.amount_out_of_range", "validation.not_a_sku"],
            faults.Select(fault => fault.GetProperty("code").GetString())
        );
        Assert.Equal("9999999999.99 EUR", faults[1].GetProperty("values").GetProperty("max").GetString());
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        var body = Encoding.UTF8.GetBytes(Fine);
        body[Fine.IndexOf("\"n\"", StringComparison.Ordinal) + 1] = 0xC3;
        var answer = await web.SendAsync(HttpMethod.Post, Things, WebFixture.JsonOf(body));
        answer.MustBe(HttpStatusCode.BadRequest, "validation.failed");
        Assert.Equal("name", Assert.Single(answer.Json.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Another_media_type_is_refused(string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Fine));
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        (await web.SendAsync(HttpMethod.Post, Things, content)).MustBe(HttpStatusCode.UnsupportedMediaType, "http.unsupported_media_type");
    }

    [Fact]
    public async Task A_packed_body_is_refused()
    {
        using var content = WebFixture.JsonOf(Encoding.UTF8.GetBytes(Fine));
        content.Headers.ContentEncoding.Add("gzip");
        (await web.SendAsync(HttpMethod.Post, Things, content)).MustBe(HttpStatusCode.UnsupportedMediaType, "http.unsupported_media_type");
    }

    [Theory]
    [InlineData("text/csv", 406)]
    [InlineData("application/json;q=0", 406)]
    [InlineData("text/html, */*;q=0.1", 200)]
    [InlineData("application/*", 200)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("nonsense", 200)]
    public async Task An_answer_that_the_client_does_not_take_is_not_made(string accept, int status)
    {
        var answer = (await web.GetAsync(Things, headers: ("Accept", accept))).MustBe((HttpStatusCode)status);
        Assert.Equal(status == 406 ? "http.not_acceptable" : null, answer.Code);
    }

    [Fact]
    public async Task Text_with_nul_in_a_query_is_no_failure() =>
        Assert.Equal(0, (await web.GetAsync(Things + "?text=a%00b")).MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32());

    [Fact]
    public async Task A_nul_in_a_path_is_refused()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(web.Http.BaseAddress!.Host, web.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await socket
            .GetStream()
            .WriteAsync(
                "GET /api/sample/gadgets/a%00b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray(),
                TestContext.Current.CancellationToken
            );
        using var reader = new StreamReader(socket.GetStream());
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_request_belongs_to_is_known_to_its_endpoint()
    {
        var flow = (await web.GetAsync("/api/sample/flow", headers: ("X-Correlation-Id", "abc-1"))).Json;
        Assert.Equal("abc-1", flow.GetProperty("correlation").GetString());
        Assert.Equal(WebFixture.SomeUser, flow.GetProperty("user").GetString());
        var answer = await web.GetAsync("/api/sample/flow", headers: ("X-Correlation-Id", "no spaces"));
        Assert.Equal(answer.Json.GetProperty("correlation").GetString(), Assert.Single(answer.Headers.GetValues("X-Correlation-Id")));
        Assert.NotEqual("no spaces", answer.Json.GetProperty("correlation").GetString());
        Assert.Equal(JsonValueKind.String, answer.Json.GetProperty("correlation").ValueKind);
    }
}
