using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Inventory.Domain;

namespace MonolithFirst.Inventory.Tests;

public sealed class ReservationTests
{
    private static readonly DateTime Now = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly Guid reference = Guid.NewGuid();
    private readonly Dictionary<string, StockItem> stock = new[] { "MUG", "TEA" }.ToDictionary(sku => sku, StockOfTen);

    [Fact]
    public void All_lines_are_held_when_all_are_available()
    {
        var reservation = Reserve(("MUG", 10), ("TEA", 3));

        Assert.Equal(ReservationStatus.Held, reservation.Status);
        Assert.Equal((10, 3), (stock["MUG"].Reserved, stock["TEA"].Reserved));
        Assert.Equal(new StockReserved(reference, Now + Lifetime), reservation.AnswerToReserve());
    }

    [Fact]
    public void No_line_is_held_when_one_is_missing()
    {
        var reservation = Reserve(("TEA", 11), ("MUG", 1), ("CUP", 1));

        Assert.Equal(ReservationStatus.Refused, reservation.Status);
        Assert.Equal((0, 0), (stock["MUG"].Reserved, stock["TEA"].Reserved));
        var refused = Assert.IsType<StockRefused>(reservation.AnswerToReserve());
        Assert.Equal(StockRefusal.OutOfStock, refused.Reason);
        Assert.Equal(["CUP", "TEA"], refused.MissingSkus);
    }

    [Fact]
    public void A_commit_takes_the_pieces_out_of_the_stock_once()
    {
        var reservation = Reserve(("MUG", 4));

        reservation.Commit(stock, Now);
        reservation.Commit(stock, Now);

        Assert.Equal((6, 0), (stock["MUG"].OnHand, stock["MUG"].Reserved));
        Assert.Equal(new StockCommitted(reference), reservation.AnswerToCommit());
        Assert.IsType<StockReserved>(reservation.AnswerToReserve());
    }

    [Fact]
    public void A_commit_after_its_time_expires_instead()
    {
        var reservation = Reserve(("MUG", 4));

        reservation.Commit(stock, Now + Lifetime);

        Assert.Equal(ReservationStatus.Expired, reservation.Status);
        Assert.Equal((10, 0), (stock["MUG"].OnHand, stock["MUG"].Reserved));
        Assert.Equal(StockRefusal.Expired, Assert.IsType<StockRefused>(reservation.AnswerToCommit()).Reason);
    }

    [Fact]
    public void A_commit_just_in_time_counts()
    {
        var reservation = Reserve(("MUG", 4));

        reservation.Commit(stock, Now + Lifetime - TimeSpan.FromMicroseconds(1));

        Assert.Equal(ReservationStatus.Committed, reservation.Status);
    }

    [Fact]
    public void A_release_gives_held_pieces_free_once()
    {
        var reservation = Reserve(("MUG", 4));

        reservation.Release(stock, Now);
        reservation.Release(stock, Now);

        Assert.Equal((10, 0), (stock["MUG"].OnHand, stock["MUG"].Reserved));
        Assert.Equal(StockRefusal.Released, Assert.IsType<StockRefused>(reservation.AnswerToCommit()).Reason);
    }

    [Fact]
    public void A_release_puts_committed_pieces_back_once()
    {
        var reservation = Reserve(("MUG", 4));
        reservation.Commit(stock, Now);

        reservation.Release(stock, Now);
        reservation.Release(stock, Now);

        Assert.Equal((10, 0), (stock["MUG"].OnHand, stock["MUG"].Reserved));
        Assert.Equal(MovementKind.Return, stock["MUG"].Movements[^1].Kind);
    }

    [Fact]
    public void A_reservation_expires_when_its_time_is_over_and_not_before()
    {
        var reservation = Reserve(("MUG", 4));

        Assert.False(reservation.Expire(stock, Now + Lifetime - TimeSpan.FromSeconds(1)));
        Assert.True(reservation.Expire(stock, Now + Lifetime));
        Assert.False(reservation.Expire(stock, Now + Lifetime));
        Assert.Equal(0, stock["MUG"].Reserved);
    }

    [Fact]
    public void What_was_committed_does_not_expire()
    {
        var reservation = Reserve(("MUG", 4));
        reservation.Commit(stock, Now);

        Assert.False(reservation.Expire(stock, Now + Lifetime));
        Assert.Equal(ReservationStatus.Committed, reservation.Status);
    }

    [Fact]
    public void A_release_that_came_first_refuses_all_that_comes_later()
    {
        var reservation = Reservation.ReleasedBefore(reference, Now);

        Assert.Equal(StockRefusal.Released, Assert.IsType<StockRefused>(reservation.AnswerToReserve()).Reason);
        Assert.Equal(StockRefusal.Released, Assert.IsType<StockRefused>(reservation.AnswerToCommit()).Reason);
        Assert.Empty(reservation.Lines);
    }

    private static StockItem StockOfTen(string sku)
    {
        var item = new StockItem(sku, Now);
        item.Receive(10, Cause.Because("Delivery"), Now);
        return item;
    }

    private Reservation Reserve(params (string Sku, int Quantity)[] lines) =>
        Reservation.Of(reference, [.. lines.Select(line => new StockLine(line.Sku, line.Quantity))], stock, Now, Lifetime);
}
