using MonolithFirst.Abstractions;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Platform.Web;
using static MonolithFirst.Orders.Domain.OrderStatus;

namespace MonolithFirst.Orders.Tests;

/// <summary>What every event means in every state: the whole table, so that no pair is left to chance.</summary>
public sealed class StateMachineTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>The states that an order can be in. While giving back there is one for each answer that has come already.</summary>
    private static readonly Dictionary<string, Func<Order>> States = new()
    {
        ["reserving"] = Placed,
        ["paying"] = () => Placed().After(order => order.StockReserved(Now)),
        ["confirming"] = () => States!["paying"]().After(order => order.ChargeTaken(Price, Now)),
        ["confirmed"] = () => States!["confirming"]().After(order => order.StockCommitted(Now)),
        ["rejecting"] = () => States!["paying"]().After(order => order.ChargeRefused(null, Now)),
        ["rejecting, stock is back"] = () => States!["rejecting"]().After(order => order.StockReleased(Now)),
        ["rejecting, money is back"] = () => States!["rejecting"]().After(order => order.ChargeRefunded(null, Now)),
        ["rejected"] = () => States!["rejecting, stock is back"]().After(order => order.ChargeRefunded(null, Now)),
        ["cancelling"] = () => States!["confirmed"]().After(order => order.Cancel("customer", Now)),
        ["cancelling, stock is back"] = () => States!["cancelling"]().After(order => order.StockReleased(Now)),
        ["cancelling, money is back"] = () => States!["cancelling"]().After(order => order.ChargeRefunded(null, Now)),
        ["cancelled"] = () => States!["cancelling, stock is back"]().After(order => order.ChargeRefunded(null, Now)),
    };

    private static readonly Dictionary<string, Func<Order, bool>> Events = new()
    {
        ["stock reserved"] = order => order.StockReserved(Now),
        ["out of stock"] = order => order.StockRefused(RejectionReason.OutOfStock, "CUP", Now),
        ["reservation expired"] = order => order.StockRefused(RejectionReason.ReservationExpired, "expired", Now),
        ["charge taken"] = order => order.ChargeTaken(Price, Now),
        ["charge refused"] = order => order.ChargeRefused("insufficientFunds", Now),
        ["stock committed"] = order => order.StockCommitted(Now),
        ["stock released"] = order => order.StockReleased(Now),
        ["charge refunded"] = order => order.ChargeRefunded(Price, Now),
        ["cancel"] = order => order.Cancel("customer", Now),
        ["its step timed out"] = order => order.TimedOut(order.Status, Now),
        ["an earlier step timed out"] = order => order.TimedOut(order.Status == Reserving ? Paying : Reserving, Now),
    };

    /// <summary>Every pair that changes something. Whatever is not listed is late or doubled, and must change nothing.</summary>
    private static readonly Dictionary<(string State, string Event), (OrderStatus Status, bool TakesStep)> Moves = new()
    {
        [("reserving", "stock reserved")] = (Paying, true),
        [("reserving", "out of stock")] = (Rejected, true),
        [("reserving", "reservation expired")] = (Rejected, true),
        [("reserving", "cancel")] = (Cancelling, true),
        [("reserving", "its step timed out")] = (Rejecting, true),
        [("paying", "out of stock")] = (Rejecting, true),
        [("paying", "reservation expired")] = (Rejecting, true),
        [("paying", "charge taken")] = (Confirming, true),
        [("paying", "charge refused")] = (Rejecting, true),
        [("paying", "cancel")] = (Cancelling, true),
        [("paying", "its step timed out")] = (Rejecting, true),
        [("confirming", "out of stock")] = (Rejecting, true),
        [("confirming", "reservation expired")] = (Rejecting, true),
        [("confirming", "stock committed")] = (Confirmed, true),
        [("confirming", "cancel")] = (Cancelling, true),
        [("confirming", "its step timed out")] = (Rejecting, true),
        [("confirmed", "cancel")] = (Cancelling, true),
        [("rejecting", "stock released")] = (Rejecting, false),
        [("rejecting", "charge refunded")] = (Rejecting, false),
        [("rejecting", "its step timed out")] = (Rejecting, true),
        [("rejecting, stock is back", "charge refunded")] = (Rejected, true),
        [("rejecting, stock is back", "its step timed out")] = (Rejecting, true),
        [("rejecting, money is back", "stock released")] = (Rejected, true),
        [("rejecting, money is back", "its step timed out")] = (Rejecting, true),
        [("cancelling", "stock released")] = (Cancelling, false),
        [("cancelling", "charge refunded")] = (Cancelling, false),
        [("cancelling", "its step timed out")] = (Cancelling, true),
        [("cancelling, stock is back", "charge refunded")] = (Cancelled, true),
        [("cancelling, stock is back", "its step timed out")] = (Cancelling, true),
        [("cancelling, money is back", "stock released")] = (Cancelled, true),
        [("cancelling, money is back", "its step timed out")] = (Cancelling, true),
    };

    private static readonly HashSet<string> CannotBeCancelled =
    [
        "rejecting",
        "rejecting, stock is back",
        "rejecting, money is back",
        "rejected",
        "cancelled",
    ];

    private static Money Price => new(1250, "EUR");

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in States.Keys)
        {
            foreach (var happened in Events.Keys)
            {
                pairs.Add(state, happened);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Every_event_in_every_state_moves_the_order_as_the_table_says(string state, string happened)
    {
        var order = States[state]();
        var (before, known) = (order.Status, order.Timeline.Count);
        if (happened == "cancel" && CannotBeCancelled.Contains(state))
        {
            var refusal = Assert.Throws<ProblemException>(() => Events[happened](order));
            Assert.Equal(("orders.cannot_cancel", 409), (refusal.Code, refusal.Status));
            Assert.Equal((before, known), (order.Status, order.Timeline.Count));
            return;
        }

        var takesStep = Events[happened](order);
        if (Moves.TryGetValue((state, happened), out var move))
        {
            Assert.Equal(move, (order.Status, takesStep));
            Assert.True(order.Timeline.Count > known, "What moved the order is missing in its timeline.");
        }
        else
        {
            Assert.Equal((before, false, known), (order.Status, takesStep, order.Timeline.Count));
        }
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void An_event_that_comes_twice_has_one_effect(string state, string happened)
    {
        var order = States[state]();
        if (happened is "its step timed out" or "an earlier step timed out" || (happened == "cancel" && CannotBeCancelled.Contains(state)))
        {
            return;
        }

        Events[happened](order);
        var (after, known) = (order.Status, order.Timeline.Count);
        Assert.False(Events[happened](order));
        Assert.Equal((after, known), (order.Status, order.Timeline.Count));
    }

    [Fact]
    public void The_table_names_only_states_and_events_that_there_are()
    {
        Assert.All(Moves.Keys, pair => Assert.True(States.ContainsKey(pair.State) && Events.ContainsKey(pair.Event), pair.ToString()));
        Assert.Equal(Enum.GetValues<OrderStatus>(), States.Values.Select(state => state().Status).Distinct().Order());
    }

    [Theory]
    [InlineData("reserving", "out of stock", "OutOfStock")]
    [InlineData("paying", "reservation expired", "ReservationExpired")]
    [InlineData("paying", "charge refused", "InsufficientFunds")]
    [InlineData("confirming", "reservation expired", "ReservationExpired")]
    [InlineData("reserving", "its step timed out", "TimedOut")]
    [InlineData("paying", "its step timed out", "TimedOut")]
    [InlineData("confirming", "its step timed out", "TimedOut")]
    public void A_rejected_order_says_why(string state, string happened, string reason)
    {
        var order = States[state]();
        Events[happened](order);
        order.StockReleased(Now);
        order.ChargeRefunded(null, Now);
        Assert.Equal((Rejected, reason), (order.Status, order.RejectionReason.ToString()));
        var last = order.Timeline[^1];
        Assert.Equal(Happening.Rejected, last.What);
        Assert.Equal(reason, last.Detail, ignoreCase: true);
    }

    [Fact]
    public void The_timeline_tells_the_way_to_confirmation_and_back()
    {
        var order = States["cancelled"]();
        Assert.Equal(
            [
                Happening.Placed,
                Happening.StockReserved,
                Happening.ChargeTaken,
                Happening.StockCommitted,
                Happening.Confirmed,
                Happening.CancelRequested,
                Happening.StockReleased,
                Happening.ChargeRefunded,
                Happening.Cancelled,
            ],
            order.Timeline.Select(entry => entry.What)
        );
        Assert.Equal(Enumerable.Range(1, 9), order.Timeline.Select(entry => entry.Number));
    }

    [Fact]
    public void Giving_back_is_repeated_for_as_long_as_it_takes_with_growing_pauses()
    {
        var order = States["rejecting"]();
        var options = new OrdersOptions { StepTimeLimit = TimeSpan.FromMinutes(5) };
        var pauses = new List<TimeSpan>();
        for (var time = 0; time < 100; time++)
        {
            pauses.Add(options.PauseAfter(order.GivingBackAttempts));
            Assert.True(order.TimedOut(Rejecting, Now));
        }

        Assert.Equal([5, 10, 20, 40, 60, 60], pauses.Take(6).Select(pause => pause.TotalMinutes));
        Assert.Equal(60, pauses[^1].TotalMinutes);
    }

    [Fact]
    public void An_order_that_costs_nothing_is_not_charged()
    {
        var order = Order.Place(Guid.NewGuid(), [new OrderLine("GIFT", "Gift", Money.Zero("EUR"), 1)], Now);
        Assert.True(order.StockReserved(Now));
        Assert.Equal(Confirming, order.Status);
    }

    private static Order Placed() => Order.Place(Guid.NewGuid(), [new OrderLine("CUP", "Cup", Price, 1)], Now);
}

internal static class OrderSteps
{
    public static Order After(this Order order, Func<Order, bool> happened)
    {
        happened(order);
        return order;
    }
}
