using System.Net;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Testing;
using Polly.CircuitBreaker;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

public sealed class RemoteQueriesTests
{
    private const string Handled = nameof(DeliveryOutcome.Handled);
    private const string Failed = nameof(DeliveryOutcome.Failed);
    private const string Unreachable = nameof(QueryFailure.Unreachable);
    private const string TimedOut = nameof(QueryFailure.TimedOut);

    [Fact]
    public async Task First_calls_at_the_same_time_are_all_answered()
    {
        await using var owners = await Owners.StartAsync();
        using var start = new Barrier(8);
        var ends = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Factory.StartNew(
                            () =>
                            {
                                start.SignalAndWait();
                                return owners.AskAsync(1);
                            },
                            TestContext.Current.CancellationToken,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                        .Unwrap()
                )
        );

        Assert.All(ends, end => Assert.Equal([Handled], end));
    }

    [Fact]
    public async Task What_the_caller_broke_off_counts_against_nobody()
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = Owners.HangAsync;
        for (var call = 0; call < 25; call++)
        {
            owners.Asked.Clear();
            Assert.Equal("BrokenOff", await owners.BrokenOffAsync());
        }

        Assert.Equal(CircuitState.Closed, owners.Figures.Breaker);
        Assert.Equal(new CallCounts(0, 0, 0, 0, 0, null), owners.Figures.Counts());
        Assert.Equal(0, owners.Figures.InFlight);
        Assert.All(owners.SuccessiveFailures, failures => Assert.Equal(0, failures));
    }

    [Fact]
    public async Task Beyond_those_that_run_and_those_that_wait_calls_are_refused_at_once()
    {
        await using var owners = await Owners.StartAsync(new CallOptions { MaxConcurrent = 2, MaxQueued = 1 });
        var answer = new TaskCompletionSource();
        owners.Do = async (_, _) =>
        {
            await answer.Task;
            return Owners.Answer();
        };
        var calls = Enumerable.Range(0, 4).Select(_ => Owners.EndOf(owners.AskAsync())).ToList();
        Assert.Equal(Unreachable, await await Task.WhenAny(calls));
        await Eventually.TrueAsync(() => owners.Asked.Count == 2, Owners.Patience);
        Assert.Equal(3, owners.Figures.InFlight);
        answer.SetResult();
        var ends = await Task.WhenAll(calls);
        Assert.Equal(3, ends.Count(end => end == Handled));
        Assert.Equal(new CallCounts(3, 0, 0, 1, 0, 0), owners.Figures.Counts());
    }

    [Fact]
    public async Task An_instance_that_was_asked_late_is_not_to_blame_for_the_time_that_ran_out()
    {
        await using var owners = await Owners.StartAsync(
            new CallOptions
            {
                MaxConcurrent = 1,
                MaxQueued = 1,
                Retries = 0,
            }
        );
        var limit = new MessagingOptions().TimeLimitOf(Owners.Service);
        var first = new TaskCompletionSource();
        owners.Do = async (_, cancellationToken) =>
        {
            await (owners.Asked.Count == 1 ? first.Task : Owners.HangAsync("", cancellationToken));
            return Owners.Answer();
        };
        var calls = Enumerable.Range(0, 2).Select(_ => Owners.EndOf(owners.AskAsync())).ToList();
        await Eventually.TrueAsync(() => owners.Asked.Count == 1 && owners.Figures.InFlight == 2, Owners.Patience);
        owners.Clock.Advance(limit * 0.7);
        first.SetResult();
        await Eventually.TrueAsync(() => owners.Asked.Count == 2, Owners.Patience);
        owners.Clock.Advance(limit * 0.3);
        Assert.Equal([Handled, TimedOut], (await Task.WhenAll(calls)).Order());
        Assert.Equal([0, 0], owners.SuccessiveFailures);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(null)]
    public async Task Where_one_instance_gives_no_answer_the_other_is_asked(HttpStatusCode? status)
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = (_, _) =>
            owners.Asked.Count > 1 ? Task.FromResult(Owners.Answer())
            : status is { } code ? Task.FromResult(new HttpResponseMessage(code))
            : throw new HttpRequestException("Nobody is there.");
        Assert.Equal([Handled], await owners.AskAsync(1));
        Assert.Equal(["a.test", "b.test"], owners.Asked.Select(asked => asked.Instance).Order());
        Assert.Equal(new CallCounts(1, 0, 0, 0, 0, 0), owners.Figures.Counts());
        Assert.Equal(status is null or HttpStatusCode.ServiceUnavailable ? 1 : 0, owners.SuccessiveFailures.Sum());
    }

    [Fact]
    public async Task What_fails_in_the_owners_handler_is_not_asked_again()
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = (_, _) => Task.FromResult(Owners.Answer(DeliveryOutcome.Failed));
        Assert.Equal([Failed], await owners.AskAsync(1));
        Assert.Single(owners.Asked);
        Assert.All(owners.SuccessiveFailures, failures => Assert.Equal(0, failures));
    }

    [Fact]
    public async Task Where_no_instance_answers_the_query_is_unreachable()
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = (_, _) => throw new HttpRequestException("Nobody is there.");
        var failure = await Assert.ThrowsAsync<QueryFailedException>(() => owners.AskAsync());
        Assert.Equal(QueryFailure.Unreachable, failure.Failure);
        Assert.Contains("Nobody is there.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, owners.Asked.Count);
        Assert.Equal([1, 1], owners.SuccessiveFailures);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"type":"urn:monolithfirst:problem:platform.internal_error","status":500,"code":"platform.internal_error"}""")]
    public async Task What_is_no_answer_is_taken_for_none(string body)
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = (_, _) =>
            Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
                }
            );
        Assert.Equal([Unreachable], await owners.AskAsync(1));
    }

    [Fact]
    public async Task Where_the_owner_refuses_the_users_token_nothing_is_wrong_with_the_owner()
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = (_, _) =>
        {
            var refused = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            refused.Headers.Add("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"The token expired\"");
            return Task.FromResult(refused);
        };
        Assert.All(await owners.AskAsync(25), end => Assert.Equal(nameof(DeliveryOutcome.Refused), end));
        Assert.Equal(25, owners.Asked.Count);
        Assert.Equal(CircuitState.Closed, owners.Figures.Breaker);
        Assert.Equal(new CallCounts(25, 0, 0, 0, 0, 0), owners.Figures.Counts());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hung_instance_leaves_time_for_the_other_one(bool answerBegins)
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = (_, token) =>
            owners.Asked.Count > 1 ? Task.FromResult(Owners.Answer())
            : answerBegins ? Task.FromResult(Hung.Answer())
            : Owners.HangAsync("", token);
        var asking = owners.AskAsync();
        await Eventually.TrueAsync(() => owners.Asked.Count == 1, Owners.Patience);
        Assert.Equal(1, owners.Figures.InFlight);
        owners.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Handled, await Owners.EndOf(asking));
        Assert.Equal(["a.test", "b.test"], owners.Asked.Select(asked => asked.Instance).Order());
        Assert.Equal(1, owners.SuccessiveFailures.Sum());
        Assert.Equal(new CallCounts(1, 0, 0, 0, 0, 1000), owners.Figures.Counts());
    }

    [Fact]
    public async Task Where_all_instances_hang_the_time_limit_ends_the_call()
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = Owners.HangAsync;
        var asking = owners.AskAsync();
        await Eventually.TrueAsync(() => owners.Asked.Count == 1, Owners.Patience);
        owners.Clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => owners.Asked.Count == 2, Owners.Patience);
        owners.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimedOut, await Owners.EndOf(asking));
        Assert.Equal(new CallCounts(0, 0, 1, 0, 0, null), owners.Figures.Counts());
    }
}
