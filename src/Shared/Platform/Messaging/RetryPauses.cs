namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// How long to wait between attempts: each pause is twice as long as the one before, up to the longest, with up to a fifth more or less
/// so that retries do not come in step.
/// </summary>
/// <param name="First">After the first failed attempt.</param>
/// <param name="Longest">The longest, but for that fifth.</param>
public readonly record struct RetryPauses(TimeSpan First, TimeSpan Longest)
{
    private const double LeastShare = 0.8;
    private const double MostShare = 1.2;

    /// <summary>No pause is longer. What is put off by more was put off before the clock went back.</summary>
    public TimeSpan Most => Longest * MostShare;

    /// <summary>The pause after a number of failed attempts, from 1.</summary>
    public TimeSpan After(int attempts)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(attempts, 1, 30) - 1);
        return (doubled < Longest ? doubled : Longest) * (LeastShare + ((MostShare - LeastShare) * Random.Shared.NextDouble()));
    }
}
