using Microsoft.EntityFrameworkCore;
using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Orders.Contracts;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Orders.Persistence;
using MonolithFirst.Payments.Contracts;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Orders.Features;

/// <summary>
/// The process manager of fulfilment: tells the order what happened, and takes the step that it then asks for. Each event locks the
/// order's row, so two events of one order never decide at the same time.
/// </summary>
internal sealed class FulfilOrder(OrdersDbContext db, Fulfilment fulfilment, TimeProvider clock)
    : IMessageHandler<StockReserved>,
        IMessageHandler<StockRefused>,
        IMessageHandler<StockCommitted>,
        IMessageHandler<StockReleased>,
        IMessageHandler<ChargeTaken>,
        IMessageHandler<ChargeRefused>,
        IMessageHandler<ChargeRefunded>,
        IMessageHandler<StepTimedOut>
{
    public Task HandleAsync(StockReserved message, CancellationToken cancellationToken) =>
        ApplyAsync(message.Reference, (order, now) => order.StockReserved(now), cancellationToken);

    public Task HandleAsync(StockRefused message, CancellationToken cancellationToken)
    {
        var reason = message.Reason == StockRefusal.OutOfStock ? RejectionReason.OutOfStock : RejectionReason.ReservationExpired;
        var detail = message.MissingSkus.Count > 0 ? string.Join(", ", message.MissingSkus) : Words.CamelCase(message.Reason);
        return ApplyAsync(message.Reference, (order, now) => order.StockRefused(reason, detail, now), cancellationToken);
    }

    public Task HandleAsync(ChargeTaken message, CancellationToken cancellationToken) =>
        ApplyAsync(message.Reference, (order, now) => order.ChargeTaken(message.Amount, now), cancellationToken);

    public Task HandleAsync(ChargeRefused message, CancellationToken cancellationToken) =>
        ApplyAsync(message.Reference, (order, now) => order.ChargeRefused(Words.CamelCase(message.Reason), now), cancellationToken);

    public Task HandleAsync(StockCommitted message, CancellationToken cancellationToken) =>
        ApplyAsync(message.Reference, (order, now) => order.StockCommitted(now), cancellationToken);

    public Task HandleAsync(StockReleased message, CancellationToken cancellationToken) =>
        ApplyAsync(message.Reference, (order, now) => order.StockReleased(now), cancellationToken);

    public Task HandleAsync(ChargeRefunded message, CancellationToken cancellationToken) =>
        ApplyAsync(message.Reference, (order, now) => order.ChargeRefunded(message.Amount, now), cancellationToken);

    public async Task HandleAsync(StepTimedOut message, CancellationToken cancellationToken)
    {
        var order = await LockAsync(message.OrderId, cancellationToken);
        if (order is null || !Enum.TryParse<OrderStatus>(message.Step, ignoreCase: true, out var step))
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        if (order.HasMovedOnSince(step) && await fulfilment.StepIsOverAsync(order, now, cancellationToken))
        {
            step = order.Status;
        }

        if (order.TimedOut(step, now))
        {
            fulfilment.TakeStep(order);
        }
    }

    private Task<Order?> LockAsync(Guid orderId, CancellationToken cancellationToken) =>
        db.Orders.Where(row => row.Id == orderId).ForUpdate().SingleOrDefaultAsync(cancellationToken);

    /// <summary>A reference that is no order of ours belongs to some other flow and is passed over.</summary>
    private async Task ApplyAsync(Guid orderId, Func<Order, DateTime, bool> happened, CancellationToken cancellationToken)
    {
        var order = await LockAsync(orderId, cancellationToken);
        if (order is not null && happened(order, clock.GetUtcNow().UtcDateTime))
        {
            fulfilment.TakeStep(order);
        }
    }
}
