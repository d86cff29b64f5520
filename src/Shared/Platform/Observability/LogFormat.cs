using Microsoft.Extensions.Configuration;

namespace MonolithFirst.Platform.Observability;

/// <summary>How the host writes to its standard output.</summary>
public static class LogFormat
{
    /// <summary>
    /// Whether lines are for people. The setting <c>Logs:Format</c> (<c>text</c> or <c>json</c>) decides; without it a terminal gets text and
    /// everything else JSON, a line an event.
    /// </summary>
    public static bool IsText(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration["Logs:Format"] is { Length: > 0 } format
            ? string.Equals(format, "text", StringComparison.OrdinalIgnoreCase)
            : !Console.IsOutputRedirected;
    }
}
