using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Brings a query to an instance of its module, and the answer back; within the service's time limit, or not at all.</summary>
internal interface IQueryCarrier
{
    /// <summary>Asks and waits. What hinders it is thrown as it comes; <see cref="RemoteQueries"/> says what it means.</summary>
    Task<DeliveryReceipt> CarryAsync(Delivery delivery, CancellationToken cancellationToken);
}
