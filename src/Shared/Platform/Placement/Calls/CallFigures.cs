using System.Collections.Concurrent;
using Polly.CircuitBreaker;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>How a call to a module in another process ended.</summary>
internal enum CallResult
{
    Succeeded,
    Failed,
    TimedOut,
    Refused,
    ShortCircuited,
}

/// <summary>The calls of one service name from this process within the last window, and its breaker.</summary>
internal sealed class CallFigures(TimeProvider clock, TimeSpan window)
{
    private const int MostSamples = 4096;

    private readonly Lock gate = new();
    private readonly Queue<(long At, CallResult Result, TimeSpan Took)> calls = new();
    private readonly ConcurrentBag<CircuitBreakerStateProvider> breakers = [];
    private int inFlight;

    /// <summary>The breaker's state.</summary>
    public CircuitState Breaker => breakers.Select(breaker => breaker.CircuitState).FirstOrDefault(state => state != CircuitState.Closed);

    /// <summary>Calls that have begun and not ended.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>
    /// What a new breaker tells its state by. First calls at the same time make several pipelines, of which one is kept; a breaker that
    /// nobody uses stays closed.
    /// </summary>
    public CircuitBreakerStateProvider NewBreaker()
    {
        var breaker = new CircuitBreakerStateProvider();
        breakers.Add(breaker);
        return breaker;
    }

    public void Begin() => Interlocked.Increment(ref inFlight);

    /// <summary>Counts a call that has ended.</summary>
    /// <param name="result">How; null where its caller broke it off, which says nothing about the module.</param>
    /// <param name="took">How long it took.</param>
    public void End(CallResult? result, TimeSpan took)
    {
        Interlocked.Decrement(ref inFlight);
        if (result is not { } counted)
        {
            return;
        }

        lock (gate)
        {
            calls.Enqueue((clock.GetTimestamp(), counted, took));
            Forget();
        }
    }

    /// <summary>What stands in the window now.</summary>
    public CallCounts Counts()
    {
        lock (gate)
        {
            Forget();
            int Of(CallResult result) => calls.Count(call => call.Result == result);
            var times = calls
                .Where(call => call.Result == CallResult.Succeeded)
                .Select(call => call.Took.TotalMilliseconds)
                .Order()
                .ToList();
            return new CallCounts(
                Of(CallResult.Succeeded),
                Of(CallResult.Failed),
                Of(CallResult.TimedOut),
                Of(CallResult.Refused),
                Of(CallResult.ShortCircuited),
                times.Count == 0 ? null : Math.Round(times[(int)Math.Ceiling(times.Count * 0.99) - 1], 1)
            );
        }
    }

    private void Forget()
    {
        while (calls.Count > MostSamples || (calls.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) > window))
        {
            calls.Dequeue();
        }
    }
}

/// <param name="Succeeded">Answered.</param>
/// <param name="Failed">No instance, no connection, or an error there.</param>
/// <param name="TimedOut">No answer within the time limit.</param>
/// <param name="Refused">More at once than the bulkhead lets through.</param>
/// <param name="ShortCircuited">Not tried, because the breaker was open.</param>
/// <param name="P99Milliseconds">The time that 99 of 100 answers took at most.</param>
internal sealed record CallCounts(int Succeeded, int Failed, int TimedOut, int Refused, int ShortCircuited, double? P99Milliseconds);

/// <summary>The figures by service name.</summary>
internal sealed class CallFiguresCatalog(CallOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, CallFigures> byService = new(StringComparer.Ordinal);

    public CallFigures Of(string service) => byService.GetOrAdd(service, _ => new CallFigures(clock, options.BreakerWindow));

    public IEnumerable<KeyValuePair<string, CallFigures>> All => byService.OrderBy(figures => figures.Key, StringComparer.Ordinal);
}
