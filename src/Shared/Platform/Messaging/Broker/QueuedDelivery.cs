namespace MonolithFirst.Platform.Messaging.Broker;

/// <summary>A delivery that a broker carries: its sender has let go of it, so the receiver must not.</summary>
/// <param name="Delivery">The message.</param>
public sealed record QueuedDelivery(Delivery Delivery);

/// <summary>Takes deliveries from a broker. It is public because Wolverine takes public handlers alone.</summary>
public static class QueuedDeliveryHandler
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Returns when the receiver's transaction has committed, and only then is the message acknowledged. While it cannot (its database
    /// is away) the message stays with the broker, unacknowledged, and no further ones are fetched: that is the back-pressure. When the
    /// host stops meanwhile, the message goes back to its queue.
    /// </summary>
    public static async Task Handle(QueuedDelivery queued, DeliveryReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queued);
        ArgumentNullException.ThrowIfNull(receiver);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var receipt = await receiver.ReceiveMessageAsync(queued.Delivery, cancellationToken);
            if (receipt.Outcome != DeliveryOutcome.Failed)
            {
                return;
            }

            await Task.Delay(pause, cancellationToken);
        }
    }
}
