using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MonolithFirst.Platform.Tests.Messaging;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Web;

public sealed class SmallHost : WebFixture
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Web:MaxBodyBytes", "2000"),
            new("Web:RateLimit:PermitsPerSecond", "1"),
            new("Web:RateLimit:Burst", "5"),
            new("Web:RateLimit:AttemptsBurst", "2"),
            new("Web:RequestTimeLimit", "00:00:00.300"),
        ];
}

public sealed class Limits(SmallHost web) : IClassFixture<SmallHost>
{
    private const string Things = "/api/sample/things";

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_refused_and_the_connection_closed() =>
        MustBeTooLarge(await web.PostAsync(Things, Large(3000), NewUser()));

    [Fact]
    public async Task A_body_in_pieces_that_is_too_large_is_refused_and_the_connection_closed()
    {
        using var content = new StreamContent(new Unmeasured(Encoding.UTF8.GetBytes(Large(3000))));
        content.Headers.ContentType = new("application/json");
        MustBeTooLarge(await web.SendAsync(HttpMethod.Post, Things, content, NewUser()));
    }

    [Fact]
    public async Task A_body_within_the_limit_is_read() =>
        (await web.PostAsync(Things, Large(1500), NewUser())).MustBe(HttpStatusCode.BadRequest, "validation.failed");

    [Fact]
    public async Task A_caller_who_asks_too_often_waits_and_others_do_not()
    {
        var user = NewUser();
        for (var request = 0; request < 5; request++)
        {
            (await web.GetAsync("/api/sample/flow", user)).MustBe(HttpStatusCode.OK);
        }

        var refused = await web.GetAsync("/api/sample/flow", user);
        refused = refused.Status == HttpStatusCode.OK ? await web.GetAsync("/api/sample/flow", user) : refused;
        refused.MustBe(HttpStatusCode.TooManyRequests, "http.too_many_requests");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
        (await web.GetAsync("/api/sample/flow", NewUser())).MustBe(HttpStatusCode.OK);
        (await web.GetAsync("/health/live", user)).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Attempts_of_strangers_are_counted_more_strictly()
    {
        var answers = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            answers.Add((await web.PostAsync("/api/sample/sign-in", "{\"name\":\"x\"}", user: null)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_ended() =>
        (await web.GetAsync("/api/sample/slow?milliseconds=20000", NewUser())).MustBe(
            HttpStatusCode.ServiceUnavailable,
            "platform.request_timed_out"
        );

    /// <summary>A server that does not read a body to its end hangs up; a client that is not told loses its next request.</summary>
    private static void MustBeTooLarge(Answer answer)
    {
        answer.MustBe(HttpStatusCode.RequestEntityTooLarge, "http.body_too_large");
        Assert.True(answer.Headers.ConnectionClose);
    }

    private static string NewUser() => Guid.NewGuid().ToString();

    private static string Large(int bytes) => $$"""{"name":"{{new string('x', bytes)}}"}""";

    /// <summary>A stream whose length is not known, so that it is sent in chunks.</summary>
    private sealed class Unmeasured(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}

/// <summary>What happens to few turns, and at the end.</summary>
public sealed class Busyness
{
    private const string Held = "/api/sample/held";

    [Fact]
    public async Task More_than_can_wait_are_refused_and_the_others_have_their_turn()
    {
        await using var web = new OneAtATime();
        await web.InitializeAsync();
        var answers = Enumerable.Range(0, 6).Select(_ => web.GetAsync(Held)).ToList();
        await Testing.Eventually.TrueAsync(() => answers.Count(answer => answer.IsCompleted) == 4);
        Probe(web).Gate.SetResult();
        var refused = (await Task.WhenAll(answers)).Where(answer => answer.Status != HttpStatusCode.NoContent).ToList();
        Assert.Equal(4, refused.Count);
        Assert.All(refused, answer => answer.MustBe(HttpStatusCode.ServiceUnavailable, "platform.overloaded"));
    }

    [Fact]
    public async Task While_nobody_more_can_wait_it_is_not_even_looked_at_who_calls()
    {
        await using var web = new OneAtATime();
        await web.InitializeAsync();
        var begun = await HeldAsync(web);
        var further = Enumerable.Range(0, 2).Select(_ => web.GetAsync(Held)).ToList();
        // One of them waits then.
        var refused = await Task.WhenAny(further);
        (await refused).MustBe(HttpStatusCode.ServiceUnavailable, "platform.overloaded");

        (await web.GetAsync(Held, user: null)).MustBe(HttpStatusCode.ServiceUnavailable, "platform.overloaded");
        (await web.GetAsync("/health/live", user: null)).MustBe(HttpStatusCode.OK);

        Probe(web).Gate.SetResult();
        (await begun).MustBe(HttpStatusCode.NoContent);
        (await further.Single(other => other != refused)).MustBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Whoever_has_waited_too_long_for_a_turn_is_refused_and_takes_none()
    {
        await using var web = new Impatient();
        await web.InitializeAsync();
        var before = await HeldAsync(web);
        var waited = await web.GetAsync(Held);
        Assert.False(before.IsCompleted);
        waited.MustBe(HttpStatusCode.ServiceUnavailable, "platform.overloaded");
        Assert.InRange(waited.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        Probe(web).Gate.SetResult();
        (await before).MustBe(HttpStatusCode.NoContent);
        (await web.GetAsync(Held)).MustBe(HttpStatusCode.NoContent);
        Assert.Equal(2, Probe(web).Held);
    }

    [Fact]
    public async Task A_host_that_stops_says_so_and_finishes_what_has_begun()
    {
        await using var web = new Draining();
        await web.InitializeAsync();
        Assert.Equal(
            """{"status":"ready","modules":{"sample":"ready"}}""",
            (await web.GetAsync("/health/ready", null)).MustBe(HttpStatusCode.OK).Body
        );
        var begun = await HeldAsync(web);
        web.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var stopping = web.App.StopAsync(TestContext.Current.CancellationToken);
        var answer = (await web.GetAsync("/health/ready", null)).MustBe(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("stopping", answer.Json.GetProperty("status").GetString());
        (await web.GetAsync("/health/live", null)).MustBe(HttpStatusCode.OK);
        Probe(web).Gate.SetResult();
        (await begun).MustBe(HttpStatusCode.NoContent);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => web.GetAsync("/health/live", null));
    }

    private static SampleProbe Probe(WebFixture web) => web.App.Services.GetRequiredService<SampleProbe>();

    /// <summary>A request that is being worked on until the gate opens.</summary>
    private static async Task<Task<Answer>> HeldAsync(WebFixture web)
    {
        var held = web.GetAsync(Held);
        await Testing.Eventually.TrueAsync(() => Probe(web).Held == 1);
        return held;
    }

    private sealed class OneAtATime : WebFixture
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
            [new("Web:MaxConcurrentRequests", "1"), new("Web:MaxQueuedRequests", "1"), new("Web:MaxQueueTime", "00:00:30")];
    }

    private sealed class Impatient : WebFixture
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
            [new("Web:MaxConcurrentRequests", "1"), new("Web:MaxQueueTime", "00:00:00.100")];
    }

    private sealed class Draining : WebFixture
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Web:DrainDelay", "00:00:03")];
    }
}
