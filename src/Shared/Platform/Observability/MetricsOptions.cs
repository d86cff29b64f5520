namespace MonolithFirst.Platform.Observability;

/// <summary>The settings below <c>Metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>Whether <c>/metrics</c> answers scrapers that are not on this machine.</summary>
    public bool Public { get; init; }
}
