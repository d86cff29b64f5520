using System.Diagnostics;

namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// What the code that runs now belongs to. It follows asynchronous calls, so that a message sent deep inside a handler carries the
/// correlation and the user of the request that began the flow.
/// </summary>
/// <param name="Correlation">What the whole flow goes by.</param>
/// <param name="Causation">The message being handled, if any.</param>
/// <param name="User">The user who began the flow, if any.</param>
public sealed record MessageFlow(string Correlation, Guid? Causation, string? User)
{
    private static readonly AsyncLocal<MessageFlow?> Ambient = new();

    /// <summary>The flow of the running code; a new one where nothing began one.</summary>
    public static MessageFlow Current
    {
        get => Ambient.Value ?? new MessageFlow(Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString("N"), null, null);
        set => Ambient.Value = value;
    }

    /// <summary>The flow of the running code, or null where nothing began one.</summary>
    internal static MessageFlow? CurrentOrNull => Ambient.Value;

    /// <summary>The trace of the running code, as W3C trace context; null where there is none.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>The flow that a received message belongs to.</summary>
    public static MessageFlow Of(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return new(
            delivery.Headers.GetValueOrDefault(MessageHeaders.Correlation) ?? delivery.Id.ToString("N"),
            delivery.Id,
            delivery.Headers.GetValueOrDefault(MessageHeaders.User)
        );
    }

    /// <summary>The headers of a message that is sent now.</summary>
    public Dictionary<string, string> ToHeaders()
    {
        var headers = new Dictionary<string, string> { [MessageHeaders.Correlation] = Correlation };
        if (Causation is not null)
        {
            headers[MessageHeaders.Causation] = Causation.Value.ToString();
        }

        if (User is not null)
        {
            headers[MessageHeaders.User] = User;
        }

        if (TraceParent is { } trace)
        {
            headers[MessageHeaders.TraceParent] = trace;
            if (Activity.Current!.TraceStateString is { Length: > 0 } state)
            {
                headers[MessageHeaders.TraceState] = state;
            }
        }

        return headers;
    }
}
