namespace MonolithFirst.Benchmarks.Trade;

/// <summary>
/// Places orders and takes them to their ends, as the state machine of the orders module and the modules that it asks would have: each
/// event at its time, with all rows that it leaves.
/// </summary>
internal sealed class OrderFlow(Chance chance, Goods goods, Customers customers, Mails mails)
{
    // Up to these shares of all orders: rejected for a reason each, then cancelled; the others are confirmed and stay so.
    private const double OutOfStock = 0.04;
    private const double InsufficientFunds = 0.07;
    private const double ReservationExpired = 0.075;
    private const double TimedOut = 0.08;
    private const double Cancelled = 0.15;

    // How long a step may take, and how long goods are held: so an order that is paid for late finds them given free.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(80);

    private readonly PriorityQueue<Order, DateTime> toCancel = new();

    private readonly Rows orders = new(
        "orders.orders",
        "id, user_id, status, rejection_reason, placed_at, version, giving_back_attempts, stock_is_back, money_is_back, timeline_length, "
            + "total_currency, total_minor, units, reserved_at, paid_at, confirmed_at"
    );
    private readonly Rows lines = new("orders.order_lines", "order_id, number, sku, name, quantity, unit_price_currency, unit_price_minor");
    private readonly Rows timeline = new("orders.order_timeline", "order_id, number, at, what, detail");

    public IReadOnlyList<Rows> Written => [orders, lines, timeline];

    /// <summary>Somebody orders something. Times never go back from one order to the next.</summary>
    public void Place(DateTime at)
    {
        CancelUntil(at);
        var order = Choose(at);
        switch (chance.Share())
        {
            case < OutOfStock:
                RunOutOfStock(order);
                break;
            case < InsufficientFunds:
                RunOutOfMoney(order);
                break;
            case < ReservationExpired:
                ComeTooLate(order);
                break;
            case < TimedOut:
                HearNothing(order);
                break;
            case < Cancelled:
                Confirm(order);
                toCancel.Enqueue(order, order.Now + TimeSpan.FromMinutes(chance.Between(2, 10 * 24 * 60)));
                break;
            default:
                Confirm(order);
                goods.Settle(order, "Committed", order.ReservedAt + Limit);
                customers.Settle(order, "Taken", wasTaken: true);
                Write(order, "Confirmed", null, gaveBack: false);
                break;
        }
    }

    /// <summary>Cancels what is to be cancelled yet.</summary>
    public void Close() => CancelUntil(DateTime.MaxValue);

    private Order Choose(DateTime at)
    {
        var order = new Order(chance.Id(at), customers.At(at), at);
        var count = chance.Share() switch
        {
            < 0.45 => 1,
            < 0.75 => 2,
            < 0.9 => 3,
            _ => 4,
        };
        while (order.Lines.Count < count)
        {
            var article = goods.Wanted();
            if (order.Lines.TrueForAll(line => line.Article != article))
            {
                order.Lines.Add((article, chance.Between(1, 3)));
            }
        }

        return order;
    }

    private void Confirm(Order order)
    {
        customers.Provide(order.Customer, order.Total, order.PlacedAt);
        Reserve(order);
        Charge(order, chance.About(Step));
        order.Now += chance.About(Step);
        goods.MoveAll(order, "Commit", onHand: -1, reserved: -1);
        Note(order, "StockCommitted");
        NoteAlso(order, "Confirmed");
        order.ConfirmedAt = order.Now;
        mails.Confirmed(order);
    }

    private void RunOutOfStock(Order order)
    {
        var article = order.Lines[0].Article;
        order.Lines[0] = (article, article.Available + chance.Between(1, 20));
        Begin(order);
        order.Now += chance.About(Step);
        order.ReservedAt = order.Now;
        goods.Refuse(order);
        goods.Settle(order, "Refused", expiresAt: null);
        var missing = order.Lines.Where(line => line.Quantity > line.Article.Available).Select(line => line.Article.Sku);
        Note(order, "StockRefused", string.Join(", ", missing.Order(StringComparer.Ordinal)));
        Reject(order, Rejection.OutOfStock, gaveBack: false);
    }

    private void RunOutOfMoney(Order order)
    {
        var (article, quantity) = order.Lines[0];
        var lacking = order.Customer.Balance - order.Total;
        order.Lines[0] = (article, quantity + (lacking < 0 ? 0 : (int)(lacking / article.Price) + 1));
        Reserve(order);
        order.Now += chance.About(Step);
        Note(order, "ChargeRefused", "insufficientFunds");
        Release(order);
        GiveNothingBack(order);
        Reject(order, Rejection.InsufficientFunds, gaveBack: true);
    }

    /// <summary>Payments were down for minutes, and when the money was there, the goods were held no longer.</summary>
    private void ComeTooLate(Order order)
    {
        customers.Provide(order.Customer, order.Total, order.PlacedAt);
        Reserve(order);
        Charge(order, Limit * 0.9);
        order.Now = order.ReservedAt + Limit + chance.About(Step);
        goods.MoveAll(order, "Expire", onHand: 0, reserved: -1);
        goods.Settle(order, "Expired", order.ReservedAt + Limit);
        Note(order, "StockRefused", "expired");
        order.Now += chance.About(Step);
        Note(order, "StockReleased");
        GiveMoneyBack(order);
        Reject(order, Rejection.ReservationExpired, gaveBack: true);
    }

    /// <summary>Payments were down for longer than a step may take.</summary>
    private void HearNothing(Order order)
    {
        Reserve(order);
        order.Now = order.PlacedAt + Limit;
        Note(order, "StepTimedOut", "paying");
        Release(order);
        GiveNothingBack(order);
        Reject(order, Rejection.TimedOut, gaveBack: true);
    }

    private void CancelUntil(DateTime time)
    {
        while (toCancel.TryPeek(out var order, out var due) && due < time)
        {
            toCancel.Dequeue();
            Cancel(order, due);
        }
    }

    private void Cancel(Order order, DateTime at)
    {
        order.Now = at;
        Note(order, "CancelRequested", chance.Share() < 0.8 ? "customer" : "staff");
        order.Now += chance.About(Step);
        goods.MoveAll(order, "Return", onHand: 1, reserved: 0);
        goods.Settle(order, "Released", order.ReservedAt + Limit);
        Note(order, "StockReleased");
        GiveMoneyBack(order);
        NoteAlso(order, "Cancelled");
        Write(order, "Cancelled", null, gaveBack: true);
        mails.Cancelled(order);
    }

    /// <summary>Writes the lines, which never change.</summary>
    private void Begin(Order order)
    {
        for (var index = 0; index < order.Lines.Count; index++)
        {
            var (article, quantity) = order.Lines[index];
            lines.Add(order.Id, index + 1, article.Sku, article.Name, quantity, TradeHistory.Currency, article.Price);
        }

        Note(order, "Placed");
    }

    private void Reserve(Order order)
    {
        foreach (var (article, quantity) in order.Lines)
        {
            goods.Provide(article, quantity, order.PlacedAt);
        }

        Begin(order);
        order.Now += chance.About(Step);
        order.ReservedAt = order.Now;
        goods.Reserve(order);
        order.HeldAt = order.Now;
        Note(order, "StockReserved");
    }

    private void Charge(Order order, TimeSpan after)
    {
        order.Now += after;
        customers.Take(order);
        order.PaidAt = order.Now;
        Note(order, "ChargeTaken", order.TotalText);
    }

    private void Release(Order order)
    {
        order.Now += chance.About(Step);
        goods.MoveAll(order, "Release", onHand: 0, reserved: -1);
        goods.Settle(order, "Released", order.ReservedAt + Limit);
        Note(order, "StockReleased");
    }

    private void GiveMoneyBack(Order order)
    {
        order.Now += chance.About(Step);
        customers.GiveBack(order);
        customers.Settle(order, "Refunded", wasTaken: true);
        Note(order, "ChargeRefunded", order.TotalText);
    }

    /// <summary>There is nothing to give back; the charge is closed, so that none is taken any more.</summary>
    private void GiveNothingBack(Order order)
    {
        order.Now += chance.About(Step);
        customers.Settle(order, "Refunded", wasTaken: false);
        Note(order, "ChargeRefunded");
    }

    private void Reject(Order order, Rejection rejection, bool gaveBack)
    {
        NoteAlso(order, "Rejected", rejection.InCamelCase);
        Write(order, "Rejected", rejection, gaveBack);
        mails.Rejected(order, rejection);
    }

    /// <summary>Writes the order as it stays.</summary>
    private void Write(Order order, string status, Rejection? rejection, bool gaveBack) =>
        orders.Add(
            order.Id,
            order.Customer.Id,
            status,
            rejection?.Word,
            order.PlacedAt,
            order.Version,
            gaveBack ? 1 : 0,
            gaveBack,
            gaveBack,
            order.TimelineLength,
            TradeHistory.Currency,
            order.Total,
            order.Lines.Sum(line => line.Quantity),
            order.HeldAt,
            order.PaidAt,
            order.ConfirmedAt
        );

    /// <summary>Something happened, and the order was saved.</summary>
    private void Note(Order order, string what, string? detail = null)
    {
        order.Version++;
        NoteAlso(order, what, detail);
    }

    /// <summary>Something that was saved together with what is noted before it.</summary>
    private void NoteAlso(Order order, string what, string? detail = null) =>
        timeline.Add(order.Id, ++order.TimelineLength, order.Now, what, detail);
}
