namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>What this process has seen of an instance by calling it. Safe to use from any thread.</summary>
internal sealed class InstanceStatistics
{
    // Beyond, the blackout has long reached any sensible limit, and the number would overflow.
    private const int MostDoublings = 16;

    private readonly Lock gate = new();
    private readonly LoadBalancingOptions options;
    private readonly TimeProvider clock;
    private int inFlight;
    private long inFlightChanged;
    private int failures;
    private long lastFailure;
    private long timed;
    private double average;
    private long lastUse;

    public InstanceStatistics(LoadBalancingOptions options, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        lastUse = clock.GetTimestamp();
    }

    /// <summary>Calls that have begun and not ended; 0 again when nothing has changed for <see cref="LoadBalancingOptions.InFlightTimeout"/>.</summary>
    public int InFlight
    {
        get
        {
            lock (gate)
            {
                if (inFlight > 0 && clock.GetElapsedTime(inFlightChanged) > options.InFlightTimeout)
                {
                    inFlight = 0;
                }

                return inFlight;
            }
        }
    }

    /// <summary>Connection failures since the last answer.</summary>
    public int SuccessiveFailures
    {
        get
        {
            lock (gate)
            {
                return failures;
            }
        }
    }

    /// <summary>The mean time of all calls, in milliseconds; 0 while there was none.</summary>
    public double ResponseTimeAverage
    {
        get
        {
            lock (gate)
            {
                return average;
            }
        }
    }

    /// <summary>Whether the instance is to be left alone for now, because connections to it have failed again and again.</summary>
    public bool IsTripped => TrippedFor > TimeSpan.Zero;

    /// <summary>Until when the instance is to be left alone; null when it is not.</summary>
    public DateTimeOffset? TrippedUntil => TrippedFor is var rest && rest > TimeSpan.Zero ? clock.GetUtcNow() + rest : null;

    private TimeSpan TrippedFor
    {
        get
        {
            lock (gate)
            {
                return failures < options.ConnectionFailureThreshold ? TimeSpan.Zero : Blackout() - clock.GetElapsedTime(lastFailure);
            }
        }
    }

    /// <summary>Whether the instance is neither tripped nor overloaded.</summary>
    public bool IsAvailable => !(options.SkipTripped && IsTripped) && InFlight < (options.InFlightLimit ?? int.MaxValue);

    /// <summary>How long nobody has called the instance, or asked for it in order to choose.</summary>
    internal TimeSpan Unused => clock.GetElapsedTime(Volatile.Read(ref lastUse));

    internal void Use() => Volatile.Write(ref lastUse, clock.GetTimestamp());

    internal void Begin()
    {
        lock (gate)
        {
            inFlight++;
            inFlightChanged = clock.GetTimestamp();
        }
    }

    internal void End(CallOutcome outcome, TimeSpan took)
    {
        lock (gate)
        {
            // Calls that were taken for lost may still end.
            inFlight = Math.Max(0, inFlight - 1);
            inFlightChanged = clock.GetTimestamp();
            var milliseconds = took.TotalMilliseconds;
            if (outcome == CallOutcome.Answered)
            {
                failures = 0;
                Time(milliseconds);
            }
            else if (outcome == CallOutcome.Failed)
            {
                failures++;
                lastFailure = clock.GetTimestamp();
                // A refused connection is quick; it must not make a dead instance look like the fastest.
                if (milliseconds > average)
                {
                    Time(milliseconds);
                }
            }
        }
    }

    private void Time(double milliseconds)
    {
        timed++;
        average += (milliseconds - average) / timed;
    }

    private TimeSpan Blackout()
    {
        var doublings = Math.Min(failures - options.ConnectionFailureThreshold, MostDoublings);
        var blackout = options.TripTimeout * (1 << doublings);
        return blackout < options.MaxTripTimeout ? blackout : options.MaxTripTimeout;
    }
}

/// <summary>How a call ended, as far as the choice of instances cares.</summary>
internal enum CallOutcome
{
    /// <summary>Given up by the caller; it says nothing about the instance.</summary>
    Unknown,

    /// <summary>There was an answer.</summary>
    Answered,

    /// <summary>There was none.</summary>
    Failed,
}
