using Microsoft.EntityFrameworkCore;
using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Orders.Contracts;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Orders.Persistence;
using MonolithFirst.Payments.Contracts;

namespace MonolithFirst.Orders.Features;

/// <summary>
/// Takes the step that an order's status calls for: sends the commands, and starts the durable timer that makes sure that the order
/// never stands still. The way forward has one timer for all its steps, started with the first of them, for most orders never need it.
/// The order decides where it goes; this is how it gets there.
/// </summary>
internal sealed class Fulfilment(OrdersDbContext db, OrdersOptions options)
{
    public void TakeStep(Order order)
    {
        switch (order.Status)
        {
            case OrderStatus.Reserving:
                db.Send(new ReserveStock(order.Id, [.. order.Lines.Select(line => new StockLine(line.Sku, line.Quantity))]));
                LimitStep(order, options.StepTimeLimit);
                break;
            case OrderStatus.Paying:
                db.Send(new TakeCharge(order.Id, order.UserId, order.Total, $"Order {order.Id}"));
                break;
            case OrderStatus.Confirming:
                db.Send(new CommitStock(order.Id));
                break;
            case OrderStatus.Rejecting or OrderStatus.Cancelling:
                GiveBack(order);
                LimitStep(order, options.PauseAfter(order.GivingBackAttempts));
                break;
            case OrderStatus.Confirmed:
                db.Publish(new OrderConfirmed(order.Id, order.UserId, order.Total));
                Notify(order, DefineTemplates.Confirmed);
                break;
            case OrderStatus.Rejected:
                db.Publish(new OrderRejected(order.Id, order.UserId, Words.CamelCase(order.RejectionReason!.Value)));
                Notify(order, DefineTemplates.Rejected);
                break;
            case OrderStatus.Cancelled:
                db.Publish(new OrderCancelled(order.Id, order.UserId));
                Notify(order, DefineTemplates.Cancelled);
                break;
            default:
                throw new InvalidOperationException($"There is no step for the status {order.Status}.");
        }
    }

    /// <summary>
    /// The one timer of the way forward has gone off. Most orders are settled by then. A step that began later than the timer gets a timer
    /// for what is left of its own time.
    /// </summary>
    /// <returns>Whether the step that the order is in has had all its time.</returns>
    public async Task<bool> StepIsOverAsync(Order order, DateTime now, CancellationToken cancellationToken)
    {
        var began = await db.Entry(order).Collection(row => row.Timeline).Query().MaxAsync(entry => entry.At, cancellationToken);
        var left = began + options.StepTimeLimit - now;
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        // A step that began by a clock that was ahead gets no longer than any other.
        LimitStep(order, left < options.StepTimeLimit ? left : options.StepTimeLimit);
        return false;
    }

    /// <summary>
    /// Asks for both always, also for what was perhaps never set aside or taken: a request that is still on its way is refused
    /// after this, so the answers mean that nothing is held and nothing will be.
    /// </summary>
    private void GiveBack(Order order)
    {
        if (!order.StockIsBack)
        {
            db.Send(new ReleaseStock(order.Id));
        }

        if (!order.MoneyIsBack)
        {
            db.Send(new RefundCharge(order.Id));
        }
    }

    private void LimitStep(Order order, TimeSpan limit) => db.Send(new StepTimedOut(order.Id, Words.CamelCase(order.Status)), limit);

    private void Notify(Order order, string template)
    {
        var values = new Dictionary<string, string> { ["orderId"] = order.Id.ToString(), ["total"] = order.Total.ToString() };
        if (order.RejectionReason is { } reason)
        {
            values["reason"] = DefineTemplates.ForPeople(reason);
        }

        db.Send(new NotifyUser(order.Id, order.UserId, template, Channel.Email, values));
    }
}
