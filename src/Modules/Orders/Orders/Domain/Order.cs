using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Orders.Domain;

/// <summary>
/// An order, and the state machine of its fulfilment: it decides what every event means in every state. Events come in any order and
/// more than once, so one that does not fit the state is late or doubled and changes nothing. A method that takes an event returns
/// whether the order now asks for the step of its status to be taken (again).
/// </summary>
internal sealed class Order : IVersioned
{
    private readonly List<OrderLine> lines = [];
    private readonly List<TimelineEntry> timeline = [];

    private Order() { }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    public OrderStatus Status { get; private set; }

    public RejectionReason? RejectionReason { get; private set; }

    public Money Total { get; private set; }

    /// <summary>The pieces of all lines.</summary>
    public int Units { get; private set; }

    public DateTime PlacedAt { get; private set; }

    /// <summary>When the goods were set aside, if ever. The timeline says so too; the row is for questions about many orders.</summary>
    public DateTime? ReservedAt { get; private set; }

    /// <summary>When the money was taken, if ever, and if there was any to take.</summary>
    public DateTime? PaidAt { get; private set; }

    /// <summary>When it was confirmed, if ever.</summary>
    public DateTime? ConfirmedAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>How often stock and money have been asked back.</summary>
    public int GivingBackAttempts { get; private set; }

    /// <summary>While giving back: no goods are held any more.</summary>
    public bool StockIsBack { get; private set; }

    /// <summary>While giving back: no money is held any more.</summary>
    public bool MoneyIsBack { get; private set; }

    // Counted, so that an entry can be added without reading the others.
    public int TimelineLength { get; private set; }

    public IReadOnlyList<OrderLine> Lines => lines;

    public IReadOnlyList<TimelineEntry> Timeline => timeline;

    private bool GivesBack => Status is OrderStatus.Rejecting or OrderStatus.Cancelling;

    /// <summary>Places an order.</summary>
    /// <exception cref="ProblemException">422: the lines are in several currencies, or their sum is out of range.</exception>
    public static Order Place(Guid userId, IReadOnlyList<OrderLine> lines, DateTime now)
    {
        var order = new Order
        {
            Id = Guid.CreateVersion7(),
            UserId = userId,
            Status = OrderStatus.Reserving,
            PlacedAt = now,
            Total = Sum(lines),
            Units = lines.Sum(line => line.Quantity),
        };
        foreach (var line in lines)
        {
            order.lines.Add(line);
            line.Number = order.lines.Count;
        }

        order.Note(now, Happening.Placed, null);
        return order;
    }

    public bool StockReserved(DateTime now)
    {
        if (Status != OrderStatus.Reserving)
        {
            return false;
        }

        ReservedAt = now;
        Note(now, Happening.StockReserved, null);
        // What costs nothing needs no payment.
        Status = Total.Minor == 0 ? OrderStatus.Confirming : OrderStatus.Paying;
        return true;
    }

    public bool StockRefused(RejectionReason reason, string? detail, DateTime now)
    {
        if (Status is not (OrderStatus.Reserving or OrderStatus.Paying or OrderStatus.Confirming))
        {
            return false;
        }

        Note(now, Happening.StockRefused, detail);
        RejectionReason = reason;
        if (Status == OrderStatus.Reserving)
        {
            // The first step failed, so nothing is held that would have to be given back.
            Finish(OrderStatus.Rejected, now);
        }
        else
        {
            GiveBack(OrderStatus.Rejecting);
        }

        return true;
    }

    public bool ChargeTaken(Money amount, DateTime now)
    {
        if (Status != OrderStatus.Paying)
        {
            return false;
        }

        PaidAt = now;
        Note(now, Happening.ChargeTaken, amount.ToString());
        Status = OrderStatus.Confirming;
        return true;
    }

    public bool ChargeRefused(string? detail, DateTime now)
    {
        if (Status != OrderStatus.Paying)
        {
            return false;
        }

        Note(now, Happening.ChargeRefused, detail);
        RejectionReason = Domain.RejectionReason.InsufficientFunds;
        GiveBack(OrderStatus.Rejecting);
        return true;
    }

    public bool StockCommitted(DateTime now)
    {
        if (Status != OrderStatus.Confirming)
        {
            return false;
        }

        Note(now, Happening.StockCommitted, null);
        Status = OrderStatus.Confirmed;
        ConfirmedAt = now;
        Note(now, Happening.Confirmed, null);
        return true;
    }

    /// <summary>Cancels, unless it is too late. Asking again while it is being cancelled changes nothing.</summary>
    /// <exception cref="ProblemException">409: it is, or is being, rejected, or has been cancelled.</exception>
    public bool Cancel(string byWhom, DateTime now)
    {
        switch (Status)
        {
            case OrderStatus.Cancelling:
                return false;
            case OrderStatus.Rejecting or OrderStatus.Rejected:
                throw CannotCancel("The order cannot be cancelled: it is rejected.");
            case OrderStatus.Cancelled:
                throw CannotCancel("The order cannot be cancelled: it has been cancelled already.");
            default:
                Note(now, Happening.CancelRequested, byWhom);
                GiveBack(OrderStatus.Cancelling);
                return true;
        }
    }

    /// <summary>Whether it is on its way forward in a later step than that one.</summary>
    public bool HasMovedOnSince(OrderStatus step) =>
        (step, Status)
            is
                (OrderStatus.Reserving, OrderStatus.Paying or OrderStatus.Confirming)
                or
                (OrderStatus.Paying, OrderStatus.Confirming);

    /// <summary>The time of a step is over. Moving forward is given up; giving back is asked for again, for as long as it takes.</summary>
    /// <param name="step">The status in which the order was when the time began to run.</param>
    /// <param name="now">The present time.</param>
    public bool TimedOut(OrderStatus step, DateTime now)
    {
        if (step != Status)
        {
            return false;
        }

        switch (Status)
        {
            case OrderStatus.Reserving or OrderStatus.Paying or OrderStatus.Confirming:
                Note(now, Happening.StepTimedOut, Words.CamelCase(step));
                RejectionReason = Domain.RejectionReason.TimedOut;
                GiveBack(OrderStatus.Rejecting);
                return true;
            case OrderStatus.Rejecting or OrderStatus.Cancelling:
                GivingBackAttempts++;
                Note(now, Happening.GivingBackRepeated, $"{GivingBackAttempts}");
                return true;
            default:
                return false;
        }
    }

    public bool StockReleased(DateTime now)
    {
        if (!GivesBack || StockIsBack)
        {
            return false;
        }

        StockIsBack = true;
        Note(now, Happening.StockReleased, null);
        return FinishWhenAllIsBack(now);
    }

    public bool ChargeRefunded(Money? amount, DateTime now)
    {
        if (!GivesBack || MoneyIsBack)
        {
            return false;
        }

        MoneyIsBack = true;
        Note(now, Happening.ChargeRefunded, amount?.ToString());
        return FinishWhenAllIsBack(now);
    }

    private static Money Sum(IReadOnlyList<OrderLine> lines)
    {
        var currencies = lines.Select(line => line.UnitPrice.Currency).Distinct().Order(StringComparer.Ordinal).ToList();
        if (currencies.Count > 1)
        {
            var named = string.Join(", ", currencies);
            throw ProblemException
                .Unprocessable("orders.mixed_currencies", $"An order is in one currency; these products are priced in {named}.")
                .With(("currencies", named));
        }

        try
        {
            return lines.Aggregate(Money.Zero(currencies[0]), (sum, line) => sum + (line.UnitPrice * line.Quantity));
        }
        catch (OverflowException)
        {
            throw ProblemException.Unprocessable("orders.total_too_large", "The total of the order is out of range.");
        }
    }

    private static ProblemException CannotCancel(string detail) => ProblemException.Conflict("orders.cannot_cancel", detail);

    private void GiveBack(OrderStatus status)
    {
        Status = status;
        GivingBackAttempts = 1;
    }

    private bool FinishWhenAllIsBack(DateTime now)
    {
        if (!StockIsBack || !MoneyIsBack)
        {
            return false;
        }

        Finish(Status == OrderStatus.Rejecting ? OrderStatus.Rejected : OrderStatus.Cancelled, now);
        return true;
    }

    private void Finish(OrderStatus status, DateTime now)
    {
        Status = status;
        Note(
            now,
            status == OrderStatus.Rejected ? Happening.Rejected : Happening.Cancelled,
            RejectionReason is { } reason ? Words.CamelCase(reason) : null
        );
    }

    private void Note(DateTime at, Happening what, string? detail) =>
        timeline.Add(
            new TimelineEntry
            {
                OrderId = Id,
                Number = ++TimelineLength,
                At = at,
                What = what,
                Detail = detail,
            }
        );
}
