using MonolithFirst.Inventory.Domain;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Tests;

public sealed class StockItemTests
{
    private static readonly DateTime Now = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);
    private static readonly Cause Delivery = Cause.Because("Delivery");

    private readonly StockItem item = new("MUG", Now);
    private readonly Guid reference = Guid.NewGuid();

    [Fact]
    public void A_receipt_makes_pieces_available()
    {
        item.Receive(5, Delivery, Now);

        Assert.Equal((5, 0, 5), (item.OnHand, item.Reserved, item.Available));
    }

    [Fact]
    public void Every_change_leaves_a_numbered_movement()
    {
        item.Receive(10, Delivery, Now);
        item.Adjust(-1, Delivery, Now);
        item.Reserve(6, reference, Now);
        item.Release(1, reference, Now);
        item.Expire(2, reference, Now);
        item.Commit(3, reference, Now);
        item.Return(3, reference, Now);

        Assert.Equal(
            [
                (1, MovementKind.Receipt, 10, 0),
                (2, MovementKind.Adjustment, -1, 0),
                (3, MovementKind.Reserve, 0, 6),
                (4, MovementKind.Release, 0, -1),
                (5, MovementKind.Expire, 0, -2),
                (6, MovementKind.Commit, -3, -3),
                (7, MovementKind.Return, 3, 0),
            ],
            item.Movements.Select(movement => (movement.Number, movement.Kind, movement.OnHand, movement.Reserved))
        );
        Assert.Equal((9, 0), (item.OnHand, item.Reserved));
        Assert.Equal(item.Movements.Count, item.LastMovement);
    }

    [Fact]
    public void No_more_can_be_reserved_than_is_available()
    {
        item.Receive(5, Delivery, Now);
        item.Reserve(3, reference, Now);

        Assert.True(item.CanReserve(2));
        Assert.False(item.CanReserve(3));
        Refused("inventory.out_of_stock", () => item.Reserve(3, reference, Now));
        Assert.Equal((5, 3), (item.OnHand, item.Reserved));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(-6)]
    [InlineData(-10_000)]
    public void An_adjustment_takes_nothing_that_is_reserved_or_not_there(int quantity)
    {
        item.Receive(5, Delivery, Now);
        item.Reserve(3, reference, Now);

        Refused("inventory.below_reserved", () => item.Adjust(quantity, Delivery, Now));
        Assert.Equal(2, item.Movements.Count);
    }

    [Fact]
    public void An_adjustment_may_take_all_that_is_not_reserved()
    {
        item.Receive(5, Delivery, Now);
        item.Reserve(3, reference, Now);

        item.Adjust(-2, Delivery, Now);

        Assert.Equal(0, item.Available);
    }

    [Fact]
    public void An_adjustment_by_nothing_is_refused() => Refused("inventory.nothing_to_adjust", () => item.Adjust(0, Delivery, Now));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Quantities_are_positive_and_within_bounds(int quantity)
    {
        Refused("inventory.quantity_out_of_range", () => item.Receive(quantity, Delivery, Now));
        Refused("inventory.quantity_out_of_range", () => item.Reserve(quantity, reference, Now));
        Refused("inventory.quantity_out_of_range", () => item.Return(quantity, reference, Now));
    }

    [Fact]
    public void Giving_back_more_than_is_reserved_is_a_defect()
    {
        item.Receive(5, Delivery, Now);
        item.Reserve(3, reference, Now);

        Assert.Throws<InvalidOperationException>(() => item.Release(4, reference, Now));
        Assert.Throws<InvalidOperationException>(() => item.Commit(4, reference, Now));
        Assert.Throws<InvalidOperationException>(() => item.Expire(4, reference, Now));
    }

    private static void Refused(string code, Action act) => Assert.Equal(code, Assert.Throws<ProblemException>(act).Code);
}
