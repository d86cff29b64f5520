namespace MonolithFirst.Platform.Observability;

/// <summary>How lines are written.</summary>
public enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs, a line an event.</summary>
    Json,
}

/// <summary>The settings below <c>Logs</c>: what the host writes to its standard output.</summary>
public sealed class LogsOptions
{
    /// <summary>How lines are written; without it a terminal gets text and everything else JSON.</summary>
    public LogFormat? Format { get; init; }

    /// <summary>Whether lines are for people.</summary>
    public bool AreText => (Format ?? (Console.IsOutputRedirected ? LogFormat.Json : LogFormat.Text)) == LogFormat.Text;
}
