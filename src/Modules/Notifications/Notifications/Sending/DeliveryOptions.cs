using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Notifications.Sending;

/// <summary>The settings below <c>notifications:Delivery</c>.</summary>
internal sealed class DeliveryOptions
{
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

    private RetryPauses Pauses => new(FirstRetryPause, LongestRetryPause);

    /// <summary>No attempt is put off to later than this, so one that is due later was put off before the clock went back.</summary>
    public DateTime LatestAttempt(DateTime now) => now + Pauses.Most + ClaimTime;

    /// <summary>The pause after a number of failed attempts.</summary>
    public TimeSpan PauseAfter(int attempts) => Pauses.After(attempts);
}
