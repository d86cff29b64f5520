using System.Net;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Tests.Web;

namespace MonolithFirst.Platform.Tests.Placement.Gateway;

public sealed class ServiceDoorTests(PeeledFixture peeled) : IClassFixture<PeeledFixture>
{
    private const string Closed = "auth.service_credential_required";

    [Theory]
    [InlineData("/api/sample/things")]
    [InlineData("/api/platform/messages")]
    [InlineData("/api/sample/nowhere")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/")]
    public async Task Whoever_goes_round_the_gateway_is_refused(string path)
    {
        var refused = (await peeled.GetAsync(path)).MustBe(HttpStatusCode.Unauthorized, Closed);
        Assert.True(refused.Headers.Contains(ServiceDoor.Refusal));
        (await peeled.GetAsync(path, "", (ServiceCredentials.Header, "forged"))).MustBe(HttpStatusCode.Unauthorized, Closed);
    }

    [Theory]
    [InlineData("/health/live")]
    public async Task Probes_are_answered(string path) => (await peeled.GetAsync(path, null)).MustBe(HttpStatusCode.OK);

    [Fact]
    public async Task The_gateway_is_let_in_and_the_user_is_checked_here_as_well()
    {
        var credential = (ServiceCredentials.Header, peeled.Credentials.Current());
        (await peeled.GetAsync("/api/sample/things", "", credential)).MustBe(HttpStatusCode.OK);
        var unknown = (await peeled.GetAsync("/api/sample/things", null, credential)).MustBe(HttpStatusCode.Unauthorized, "auth.required");
        Assert.False(unknown.Headers.Contains(ServiceDoor.Refusal));
        (await peeled.GetAsync("/api/platform/messages", "", credential)).MustBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Attempts_are_counted_by_the_clients_address_and_not_by_the_gateways()
    {
        async Task<HttpStatusCode> AttemptAsync(string client) =>
            (
                await peeled.PostAsync(
                    "/api/sample/sign-in",
                    "{\"name\":\"x\"}",
                    null,
                    (ServiceCredentials.Header, peeled.Credentials.Current()),
                    ("X-Forwarded-For", client)
                )
            ).Status;

        var clients = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => AttemptAsync("203.0.113." + number)));
        Assert.All(clients, status => Assert.Equal(HttpStatusCode.OK, status));
        var one = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AttemptAsync("198.51.100.1")));
        Assert.Contains(HttpStatusCode.TooManyRequests, one);
    }

    [Fact]
    public async Task Queries_are_answered_to_processes_alone()
    {
        const string Query = """
            {"id":"0197b2a0-0000-7000-8000-000000000002","serviceName":"sample_count_notes","source":"","destination":"sample","headers":{},"body":"{\"text\":\"x\",\"neverAnswer\":false}"}
            """;
        const string Address = "/internal/queries/sample_count_notes";
        var credential = (ServiceCredentials.Header, peeled.Credentials.Current());
        (await peeled.PostAsync(Address, Query)).MustBe(HttpStatusCode.Unauthorized, Closed);
        var answer = (await peeled.PostAsync(Address, Query, null, credential)).MustBe(HttpStatusCode.OK);
        Assert.Contains("notes", answer.Json.GetProperty("body").GetString(), StringComparison.Ordinal);
        (await peeled.PostAsync("/internal/queries/sample_write_note", Query, null, credential)).MustBe(HttpStatusCode.NotFound);
    }
}

public sealed class ClosedMonolithTests(WebFixture monolith) : IClassFixture<WebFixture>
{
    [Fact]
    public async Task A_process_that_is_alone_has_no_internal_routes() =>
        (await monolith.PostAsync("/internal/queries/sample_count_notes", "{}")).MustBe(HttpStatusCode.NotFound, "http.not_found");
}
