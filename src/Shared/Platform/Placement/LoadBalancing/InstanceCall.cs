namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>A call to an instance on its way; ends when disposed of, and then counts as what was said before.</summary>
internal sealed class InstanceCall : IDisposable
{
    private readonly InstanceStatistics statistics;
    private readonly TimeProvider clock;
    private readonly long begun;
    private int ended;
    private CallOutcome outcome;

    internal InstanceCall(InstanceStatistics statistics, TimeProvider clock)
    {
        (this.statistics, this.clock) = (statistics, clock);
        begun = clock.GetTimestamp();
        statistics.Begin();
    }

    /// <summary>For how long it has been on its way.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(begun);

    /// <summary>The instance has answered, be it with an error of its own. That it is overloaded (503) is not an answer.</summary>
    public void Succeeded() => outcome = CallOutcome.Answered;

    /// <summary>No connection, a broken one, no answer in time, or a 503.</summary>
    public void Failed() => outcome = CallOutcome.Failed;

    /// <summary>Ends the call, once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) == 0)
        {
            statistics.End(outcome, Elapsed);
        }
    }
}
