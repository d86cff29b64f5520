using System.Collections.Concurrent;
using MonolithFirst.Platform.Messaging;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>How a call to a module ended.</summary>
internal enum CallResult
{
    Succeeded,
    Failed,
    TimedOut,
    Refused,
    ShortCircuited,
}

/// <summary>
/// The calls of one service name from this process within the last window, and its breaker. Counted in ten parts of the window, as the
/// breaker counts, so that any number of calls takes the same room.
/// </summary>
internal sealed class CallFigures(TimeProvider clock, TimeSpan window)
{
    private const int Parts = 10;

    private readonly Lock gate = new();
    private readonly Queue<Part> parts = new();
    private readonly ConcurrentBag<CircuitBreakerStateProvider> breakers = [];
    private Part? current;
    private int inFlight;

    /// <summary>The breaker's state; null where calls have none, because the module is in this process.</summary>
    public CircuitState? Breaker =>
        breakers.IsEmpty ? null : breakers.Select(breaker => breaker.CircuitState).FirstOrDefault(state => state != CircuitState.Closed);

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

    /// <summary>Makes a call and counts how it ends; a call that its caller breaks off says nothing about the module, and is not counted.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isFailure">Whether what it brought is none: the same as for the breaker.</param>
    /// <param name="caller">The caller's patience.</param>
    public async Task<T> CountAsync<T>(Func<Task<T>> call, Func<T, bool> isFailure, CancellationToken caller)
    {
        var began = clock.GetTimestamp();
        CallResult? result = null;
        Interlocked.Increment(ref inFlight);
        try
        {
            var brought = await call();
            result = isFailure(brought) ? CallResult.Failed : CallResult.Succeeded;
            return brought;
        }
        catch (Exception failure) when (!caller.IsCancellationRequested)
        {
            result = ResultOf(failure);
            throw;
        }
        finally
        {
            End(result, began);
        }
    }

    /// <summary>Makes a call that says itself how it ended; one that says nothing is not counted.</summary>
    public async Task CountAsync(Func<Task<CallResult?>> call)
    {
        var began = clock.GetTimestamp();
        CallResult? result = null;
        Interlocked.Increment(ref inFlight);
        try
        {
            result = await call();
        }
        finally
        {
            End(result, began);
        }
    }

    private void End(CallResult? result, long began)
    {
        Interlocked.Decrement(ref inFlight);
        if (result is { } counted)
        {
            Count(counted, clock.GetElapsedTime(began));
        }
    }

    /// <summary>Whether what a query brought counts against the module: that it refuses the user does not.</summary>
    public static bool IsFailure(DeliveryReceipt receipt) => receipt.Outcome is not (DeliveryOutcome.Handled or DeliveryOutcome.Refused);

    /// <summary>How a call ended that ended so.</summary>
    public static CallResult ResultOf(Exception failure) =>
        failure switch
        {
            TimeoutRejectedException or TimeoutException or QueryFailedException { Failure: QueryFailure.TimedOut } => CallResult.TimedOut,
            BrokenCircuitException => CallResult.ShortCircuited,
            RateLimiterRejectedException => CallResult.Refused,
            _ => CallResult.Failed,
        };

    /// <summary>Counts a call that has ended.</summary>
    public void Count(CallResult result, TimeSpan took)
    {
        lock (gate)
        {
            Forget();
            if (current is null || clock.GetElapsedTime(current.Began) >= window / Parts)
            {
                parts.Enqueue(current = new Part(clock.GetTimestamp()));
            }

            current.Count(result, took);
        }
    }

    /// <summary>What stands in the window now.</summary>
    public CallCounts Counts()
    {
        lock (gate)
        {
            Forget();
            int Of(CallResult result) => parts.Sum(part => part.Of(result));
            return new CallCounts(
                Of(CallResult.Succeeded),
                Of(CallResult.Failed),
                Of(CallResult.TimedOut),
                Of(CallResult.Refused),
                Of(CallResult.ShortCircuited),
                P99(Of(CallResult.Succeeded))
            );
        }
    }

    private double? P99(int answers)
    {
        var slower = answers - (int)Math.Ceiling(answers * 0.99);
        var times = parts.SelectMany(part => part.Times).GroupBy(time => time.Key, time => time.Value).OrderByDescending(time => time.Key);
        foreach (var time in times)
        {
            slower -= time.Sum();
            if (slower < 0)
            {
                return time.Key / Part.UnitsPerMillisecond;
            }
        }

        return null;
    }

    private void Forget()
    {
        while (parts.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Began) >= window)
        {
            parts.Dequeue();
        }

        if (parts.Count == 0)
        {
            current = null;
        }
    }

    private sealed class Part(long began)
    {
        public const double UnitsPerMillisecond = 10;

        // Ten binary digits: a time is told to a thousandth of itself.
        private const int Digits = 10;

        private readonly int[] results = new int[Enum.GetValues<CallResult>().Length];
        private readonly Dictionary<long, int> times = [];

        public long Began => began;

        /// <summary>How many answers took how many tenths of a millisecond.</summary>
        public IEnumerable<KeyValuePair<long, int>> Times => times;

        public int Of(CallResult result) => results[(int)result];

        public void Count(CallResult result, TimeSpan took)
        {
            results[(int)result]++;
            if (result == CallResult.Succeeded)
            {
                var time = Rounded((long)Math.Round(took.TotalMilliseconds * UnitsPerMillisecond));
                times[time] = times.GetValueOrDefault(time) + 1;
            }
        }

        private static long Rounded(long time)
        {
            var dropped = Math.Max(0, 63 - long.LeadingZeroCount(time) - Digits);
            return time >> (int)dropped << (int)dropped;
        }
    }
}

/// <param name="Succeeded">Answered.</param>
/// <param name="Failed">No instance, no connection, or an error there.</param>
/// <param name="TimedOut">No answer within the time limit.</param>
/// <param name="Refused">More at once than the bulkhead lets through.</param>
/// <param name="ShortCircuited">Not tried, because the breaker was open.</param>
/// <param name="P99Milliseconds">The time that 99 of 100 answers took at most, to a thousandth of it.</param>
internal sealed record CallCounts(int Succeeded, int Failed, int TimedOut, int Refused, int ShortCircuited, double? P99Milliseconds);

/// <summary>The figures by service name.</summary>
internal sealed class CallFiguresCatalog(CallOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, CallFigures> byService = new(StringComparer.Ordinal);

    public CallFigures Of(string service) => byService.GetOrAdd(service, _ => new CallFigures(clock, options.BreakerWindow));

    public IEnumerable<KeyValuePair<string, CallFigures>> All => byService.OrderBy(figures => figures.Key, StringComparer.Ordinal);
}
