namespace MonolithFirst.Platform.Messaging;

/// <summary>The one message type that travels over Wolverine: a message or query of any module, already serialised.</summary>
/// <param name="Id">Identity of this copy of the message; the inbox recognises it by this.</param>
/// <param name="ServiceName">What it is.</param>
/// <param name="Source">The module that sent it.</param>
/// <param name="Destination">The module that is to have it.</param>
/// <param name="Headers">Trace context, correlation and user; see <see cref="MessageHeaders"/>.</param>
/// <param name="Body">The contract as JSON.</param>
public sealed record Delivery(
    Guid Id,
    string ServiceName,
    string Source,
    string Destination,
    IReadOnlyDictionary<string, string> Headers,
    string Body
)
{
    /// <summary>In the sender's own process: cancelled when the sender no longer waits, and so will bring it again.</summary>
    internal CancellationToken GivenUp { get; init; }
}

/// <summary>What became of a delivery.</summary>
/// <param name="Outcome">Whether the receiver has it now.</param>
/// <param name="Body">A query's answer as JSON, or what went wrong.</param>
public sealed record DeliveryReceipt(DeliveryOutcome Outcome, string? Body = null);

/// <summary>Whether the receiver has taken a delivery over.</summary>
public enum DeliveryOutcome
{
    /// <summary>Handled (or answered), and committed.</summary>
    Handled,

    /// <summary>It had been received before; nothing happened now.</summary>
    Duplicate,

    /// <summary>The handler failed; the message is in the receiver's inbox and will be retried there.</summary>
    Kept,

    /// <summary>It could not be received; the sender has to keep it.</summary>
    Failed,

    /// <summary>A query was not answered, because the token of the user behind it is not good, or no longer.</summary>
    Refused,
}

/// <summary>Names of the headers that travel with a message.</summary>
public static class MessageHeaders
{
    /// <summary>W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>W3C trace state.</summary>
    public const string TraceState = "tracestate";

    /// <summary>What the whole flow goes by, from the first request to the last message.</summary>
    public const string Correlation = "correlation-id";

    /// <summary>The message that caused this one.</summary>
    public const string Causation = "causation-id";

    /// <summary>Whom a message was for that never got there, and was discarded by its sender.</summary>
    internal const string Destination = "destination";

    /// <summary>The user whose request began the flow. For logs; it grants nothing.</summary>
    public const string User = "user-id";
}
