namespace MonolithFirst.Notifications.Sending;

/// <summary>The settings below <c>notifications:Delivery</c>.</summary>
internal sealed class DeliveryOptions
{
    private const double LongestShare = 1.2;

    /// <summary>How often a notification is tried before it counts as failed.</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>The pause after the first failed attempt; each further one is twice as long.</summary>
    public TimeSpan FirstRetryPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between attempts.</summary>
    public TimeSpan LongestRetryPause { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often is looked for what is to be sent.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an attempt may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a claim holds: well beyond the longest attempt, so that nobody sends what somebody is still sending.</summary>
    public TimeSpan ClaimTime => TimeLimit * 3;

    /// <summary>No attempt is put off to later than this, so one that is due later was put off before the clock went back.</summary>
    public DateTime LatestAttempt(DateTime now) => now + (LongestRetryPause * LongestShare) + ClaimTime;

    /// <summary>The pause after a number of failed attempts, with up to a fifth more or less so that retries do not come in step.</summary>
    public TimeSpan PauseAfter(int attempts)
    {
        var doubled = FirstRetryPause * Math.Pow(2, Math.Clamp(attempts, 1, 30) - 1);
        return (doubled < LongestRetryPause ? doubled : LongestRetryPause) * (0.8 + ((LongestShare - 0.8) * Random.Shared.NextDouble()));
    }
}
