namespace MonolithFirst.Platform.Messaging;

/// <summary>The one handler that Wolverine knows. It is public because Wolverine takes public handlers alone.</summary>
public static class DeliveryHandler
{
    /// <summary>Hands the delivery to its module and answers with what became of it; it never throws for a handler that failed.</summary>
    public static Task<DeliveryReceipt> Handle(Delivery delivery, DeliveryReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(receiver);
        if (delivery.GivenUp.IsCancellationRequested)
        {
            return Task.FromResult(new DeliveryReceipt(DeliveryOutcome.Failed, "Its sender no longer waits."));
        }

        return receiver.ReceiveAsync(delivery, cancellationToken);
    }
}
