using System.Diagnostics;
using System.Diagnostics.Metrics;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Platform.Observability;

/// <summary>The platform's spans and figures.</summary>
public static class Telemetry
{
    /// <summary>The name by which exporters subscribe.</summary>
    public const string Name = "MonolithFirst";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Messages = Meter.CreateCounter<long>(
        "messages_received",
        description: "Messages received, by service name and outcome."
    );

    private static readonly Histogram<double> Queries = Meter.CreateHistogram<double>(
        "query_duration",
        "s",
        "How long queries of other modules took, by service name and outcome."
    );

    /// <summary>Spans of messages, queries and jobs.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Counts a message.</summary>
    public static void CountMessage(string service, DeliveryOutcome outcome) =>
        Messages.Add(1, new("service", service), new("outcome", outcome.ToString()));

    /// <summary>Records how long a query took.</summary>
    public static void RecordQuery(string service, string outcome, TimeSpan duration) =>
        Queries.Record(duration.TotalSeconds, new("service", service), new("outcome", outcome));
}
