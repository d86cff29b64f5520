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

    // Without a listener no span begins, and a flow would lose its trace at the first message. This one records nothing.
    private static readonly ActivityListener Propagation = new()
    {
        ShouldListenTo = source => source.Name == Name,
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
    };

    static Telemetry() => ActivitySource.AddActivityListener(Propagation);

    /// <summary>
    /// Spans of messages, queries and jobs. They begin with or without an exporter: log lines name their trace, and messages and calls
    /// carry it on.
    /// </summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Begins a span where another one, of which only the trace context came along, left off.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="kind">Which side of it this is.</param>
    /// <param name="traceParent">W3C trace context; without it the span belongs to the running one, or begins a trace.</param>
    /// <param name="traceState">W3C trace state.</param>
    public static Activity? Continue(string name, ActivityKind kind, string? traceParent, string? traceState = null)
    {
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        return Source.StartActivity(name, kind, parent);
    }

    /// <summary>Counts a message.</summary>
    public static void CountMessage(string service, DeliveryOutcome outcome) =>
        Messages.Add(1, new("service", service), new("outcome", outcome.ToString()));

    /// <summary>Records how long a query took.</summary>
    public static void RecordQuery(string service, string outcome, TimeSpan duration) =>
        Queries.Record(duration.TotalSeconds, new("service", service), new("outcome", outcome));
}
