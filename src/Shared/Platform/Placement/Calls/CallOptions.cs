using MonolithFirst.Platform.Modules;
using Polly.CircuitBreaker;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>How queries travel to modules in other processes.</summary>
internal enum QueryTransport
{
    /// <summary>To one of the module's instances.</summary>
    Http,

    /// <summary>Over the module's queue on the broker, to whichever instance is free.</summary>
    RabbitMq,
}

/// <summary>
/// The settings below <c>Placement:Calls</c>. The defaults are those that Hystrix, whose users made such calls by the billion, shipped
/// with (its wiki, page "Configuration").
/// </summary>
internal sealed class CallOptions
{
    private const int MostRetries = 9;

    /// <summary>How queries travel.</summary>
    public QueryTransport Transport { get; init; } = QueryTransport.Http;

    /// <summary>How many queries of one service name may be under way at once: the bulkhead (Hystrix's <c>coreSize</c>, without a queue).</summary>
    public int MaxConcurrent { get; init; } = 10;

    /// <summary>How many more may wait for their turn. Hystrix had none; a burst of a few is no reason to refuse.</summary>
    public int MaxQueued { get; init; } = 100;

    /// <summary>How many calls within the window it takes before the breaker may open (<c>requestVolumeThreshold</c>).</summary>
    public int BreakerMinimumCalls { get; init; } = 20;

    /// <summary>The share of them that must have failed (<c>errorThresholdPercentage</c>).</summary>
    public double BreakerFailureShare { get; init; } = 0.5;

    /// <summary>Over how long calls are counted (<c>metrics.rollingStats.timeInMilliseconds</c>).</summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an open breaker refuses before it lets one call try (<c>sleepWindowInMilliseconds</c>).</summary>
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a query that got no answer is asked of another instance.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of a query's time limit that each attempt has: a hung instance must leave time to ask another one.</summary>
    /// <param name="limit">The limit of all attempts.</param>
    public TimeSpan ShareOf(TimeSpan limit) => limit / (Retries + 1);

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ModuleSetupException">The message says what to change.</exception>
    public void Check()
    {
        if (MaxConcurrent < 1 || MaxQueued < 0)
        {
            throw Refused("MaxConcurrent must be 1 or more, and MaxQueued not be negative.");
        }

        if (BreakerMinimumCalls < 2)
        {
            throw Refused("BreakerMinimumCalls must be 2 or more: one call is no share of calls.");
        }

        if (BreakerFailureShare is not (> 0 and <= 1))
        {
            throw Refused("BreakerFailureShare must be above 0, and 1 at most.");
        }

        if (IsOutside(BreakerWindow) || IsOutside(BreakerPause))
        {
            throw Refused("BreakerWindow and BreakerPause must be from half a second to a day.");
        }

        if (Retries is < 0 or > MostRetries)
        {
            throw Refused($"Retries must be from 0 to {MostRetries}: attempts share the query's time limit.");
        }

        if (ConnectTimeLimit <= TimeSpan.Zero)
        {
            throw Refused("ConnectTimeLimit must be a time above zero.");
        }
    }

    private static bool IsOutside(TimeSpan time) => time < TimeSpan.FromSeconds(0.5) || time > TimeSpan.FromDays(1);

    private static ModuleSetupException Refused(string why) => new("Placement:Calls cannot work: Placement:Calls:" + why);

    /// <summary>The breaker of one service name. Whatever its caller did not break off and brought no good answer is a failure.</summary>
    public CircuitBreakerStrategyOptions<T> BreakerOf<T>(CallFigures figures, Func<T, bool> isFailure)
    {
        var breaker = figures.NewBreaker();
        return new()
        {
            MinimumThroughput = BreakerMinimumCalls,
            FailureRatio = BreakerFailureShare,
            SamplingDuration = BreakerWindow,
            BreakDuration = BreakerPause,
            StateProvider = breaker,
            ShouldHandle = attempt =>
                ValueTask.FromResult(
                    attempt.Outcome.Exception is null
                        ? isFailure(attempt.Outcome.Result!)
                        : !attempt.Context.CancellationToken.IsCancellationRequested
                            // What is no failure closes a breaker that tries, and a trial broken off has proved nothing.
                            || breaker.CircuitState == CircuitState.HalfOpen
                ),
        };
    }
}
