namespace MonolithFirst.Platform.Messaging.Broker;

/// <summary>A delivery that a broker carries: its sender has let go of it, so the receiver must not.</summary>
/// <param name="Delivery">The message.</param>
public sealed record QueuedDelivery(Delivery Delivery);

/// <summary>A query that a broker carries, with what its owner checks before it answers.</summary>
/// <param name="Delivery">The query.</param>
/// <param name="Credential">What the asking process proves with that it belongs to this system.</param>
/// <param name="Authorization">The token of the user behind the query, as in the header of that name; null where there is none.</param>
public sealed record QueuedQuery(Delivery Delivery, string Credential, string? Authorization);

/// <summary>Takes messages and queries from a broker. It is public because Wolverine takes public handlers alone.</summary>
public static class QueuedDeliveryHandler
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Returns when the receiver's transaction has committed, and only then is the message acknowledged. While it cannot (its database
    /// is away) the message stays with the broker, unacknowledged, and no further ones are fetched: that is the back-pressure. When the
    /// host stops meanwhile, or after 25 minutes, the message goes back to its queue.
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

    /// <summary>Answers the query, if those who ask are who they say; it never throws for a handler that failed.</summary>
    public static Task<DeliveryReceipt> Handle(QueuedQuery query, QueuedQueryReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return receiver.AnswerAsync(query, cancellationToken);
    }
}
