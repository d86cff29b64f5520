using System.Diagnostics;
using MonolithFirst.Platform.Observability;

namespace MonolithFirst.Platform.Messaging;

/// <summary>Lets what a delivery sets off belong to the flow and the trace that it came from.</summary>
internal static class DeliverySpan
{
    public static Activity? Begin(Delivery delivery)
    {
        MessageFlow.Current = MessageFlow.Of(delivery);
        var activity = Telemetry.Continue(
            delivery.ServiceName,
            ActivityKind.Consumer,
            delivery.Headers.GetValueOrDefault(MessageHeaders.TraceParent),
            delivery.Headers.GetValueOrDefault(MessageHeaders.TraceState)
        );
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("messaging.system", "wolverine");
            activity.SetTag("messaging.destination.name", delivery.Destination);
            activity.SetTag("messaging.message.id", delivery.Id);
        }

        return activity;
    }
}
