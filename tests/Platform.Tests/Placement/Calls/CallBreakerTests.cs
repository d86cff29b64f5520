using System.Net;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Testing;
using Polly.CircuitBreaker;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

/// <summary>When calls to a module stop, and go on.</summary>
public sealed class CallBreakerTests
{
    private const string Handled = nameof(DeliveryOutcome.Handled);
    private const string Failed = nameof(DeliveryOutcome.Failed);
    private const string Unreachable = nameof(QueryFailure.Unreachable);

    [Fact]
    public async Task The_breaker_opens_when_half_of_20_calls_failed_and_closes_when_a_call_succeeds_after_5_seconds()
    {
        await using var owners = await Owners.StartAsync();
        Assert.All(await owners.AskAsync(10), end => Assert.Equal(Handled, end));
        owners.Do = (_, _) => Task.FromResult(Owners.Answer(DeliveryOutcome.Failed));
        Assert.All(await owners.AskAsync(9), end => Assert.Equal(Failed, end));
        Assert.Equal(CircuitState.Closed, owners.Figures.Breaker);
        await owners.AskAsync(1);
        Assert.Equal(CircuitState.Open, owners.Figures.Breaker);

        owners.Do = (_, _) => Task.FromResult(Owners.Answer());
        owners.Asked.Clear();
        owners.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.All(await owners.AskAsync(3), end => Assert.Equal(Unreachable, end));
        Assert.Empty(owners.Asked);
        Assert.Equal(new CallCounts(10, 10, 0, 0, 3, 0), owners.Figures.Counts());

        owners.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal([Handled], await owners.AskAsync(1));
        Assert.Equal(CircuitState.Closed, owners.Figures.Breaker);
    }

    [Fact]
    public async Task Too_few_failures_open_no_breaker()
    {
        await using var owners = await Owners.StartAsync();
        await owners.AskAsync(11);
        owners.Do = (_, _) => Task.FromResult(Owners.Answer(DeliveryOutcome.Failed));
        await owners.AskAsync(10);
        Assert.Equal(CircuitState.Closed, owners.Figures.Breaker);
        // Another window: what was before is forgotten, and 19 are not 20.
        owners.Clock.Advance(TimeSpan.FromSeconds(11));
        await owners.AskAsync(19);
        Assert.Equal(CircuitState.Closed, owners.Figures.Breaker);
    }

    [Fact]
    public async Task While_one_call_tries_the_others_are_refused_and_its_failure_opens_the_breaker_again()
    {
        await using var owners = await OpenedAsync();
        var ends = new TaskCompletionSource<HttpResponseMessage>();
        owners.Do = (_, _) => ends.Task;
        owners.Clock.Advance(TimeSpan.FromSeconds(5));
        var trying = owners.AskAsync();
        await Eventually.TrueAsync(() => owners.Asked.Count == 1, Owners.Patience);
        Assert.Equal(CircuitState.HalfOpen, owners.Figures.Breaker);
        Assert.Equal([Unreachable], await owners.AskAsync(1));
        ends.SetResult(Owners.Answer(DeliveryOutcome.Failed));
        Assert.Equal(Failed, await Owners.EndOf(trying));
        Assert.Equal(CircuitState.Open, owners.Figures.Breaker);
        Assert.Single(owners.Asked);
    }

    [Fact]
    public async Task A_trial_that_its_caller_breaks_off_proves_nothing()
    {
        await using var owners = await OpenedAsync();
        owners.Do = Owners.HangAsync;
        owners.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("BrokenOff", await owners.BrokenOffAsync());
        Assert.Equal(CircuitState.Open, owners.Figures.Breaker);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task Whatever_counts_as_failed_opens_the_breaker(HttpStatusCode status)
    {
        await using var owners = await Owners.StartAsync();
        owners.Do = (_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("<html>") });
        Assert.All(await owners.AskAsync(20), end => Assert.Equal(Unreachable, end));
        Assert.Equal(new CallCounts(0, 20, 0, 0, 0, null), owners.Figures.Counts());
        Assert.Equal(CircuitState.Open, owners.Figures.Breaker);
    }

    private static async Task<Owners> OpenedAsync()
    {
        var owners = await Owners.StartAsync();
        owners.Do = (_, _) => Task.FromResult(Owners.Answer(DeliveryOutcome.Failed));
        await owners.AskAsync(20);
        Assert.Equal(CircuitState.Open, owners.Figures.Breaker);
        owners.Asked.Clear();
        return owners;
    }
}
