using MonolithFirst.Abstractions;

namespace MonolithFirst.Orders.Contracts;

/// <summary>
/// A step of an order's fulfilment has had its time. A durable timer that the orders module sends to itself.
/// </summary>
/// <param name="OrderId">The order.</param>
/// <param name="Step">The step with which its time began. An order that has moved forward since looks at the time of its present step.</param>
[ServiceName("orders_step_timed_out")]
public sealed record StepTimedOut(Guid OrderId, string Step) : ICommand;

/// <summary>An order has been placed.</summary>
[ServiceName("orders_order_placed")]
public sealed record OrderPlaced(Guid OrderId, Guid UserId, Money Total) : IEvent;

/// <summary>An order has been paid for and its goods are out of the stock.</summary>
[ServiceName("orders_order_confirmed")]
public sealed record OrderConfirmed(Guid OrderId, Guid UserId, Money Total) : IEvent;

/// <summary>An order could not be fulfilled; nothing is held for it.</summary>
[ServiceName("orders_order_rejected")]
public sealed record OrderRejected(Guid OrderId, Guid UserId, string Reason) : IEvent;

/// <summary>An order was cancelled; money and goods are back.</summary>
[ServiceName("orders_order_cancelled")]
public sealed record OrderCancelled(Guid OrderId, Guid UserId) : IEvent;
