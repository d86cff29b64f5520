using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Inventory.Domain;

namespace MonolithFirst.Inventory.Tests;

public sealed class Reservation_messages_on_sqlite(SqliteInventory inventory)
    : ReservationMessageTests(inventory),
        IClassFixture<SqliteInventory>;

public sealed class Reservation_messages_on_mysql(MySqlInventory inventory)
    : ReservationMessageTests(inventory),
        IClassFixture<MySqlInventory>;

/// <summary>The commands, in any order and more than once; the same on every database.</summary>
public abstract class ReservationMessageTests(InventoryHost inventory)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly Guid reference = Guid.CreateVersion7();

    [Fact]
    public async Task Pieces_are_reserved_and_then_committed()
    {
        var sku = await inventory.StockAsync(5);

        Assert.Equal(new StockReserved(reference, inventory.Now + Lifetime), await ReserveAsync((sku, 3)));
        Assert.Equal((5, 3), await inventory.StockOfAsync(sku));
        Assert.Equal(new StockCommitted(reference), await inventory.AskAsync(reference, new CommitStock(reference)));
        Assert.Equal((2, 0), await inventory.StockOfAsync(sku));
    }

    [Fact]
    public async Task A_reservation_that_lacks_one_sku_takes_none_and_names_what_is_missing()
    {
        var (plenty, few) = (await inventory.StockAsync(5), await inventory.StockAsync(1));

        Refused(StockRefusal.OutOfStock, await ReserveAsync((plenty, 2), (few, 2), ("NEVER-SEEN", 1)), few, "NEVER-SEEN");

        Assert.Equal((5, 0), await inventory.StockOfAsync(plenty));
        Assert.Equal((1, 0), await inventory.StockOfAsync(few));
    }

    [Fact]
    public async Task Repeated_commands_are_answered_again_and_done_once()
    {
        var sku = await inventory.StockAsync(5);
        var reserved = await ReserveAsync((sku, 3));

        Assert.Equal(reserved, await ReserveAsync((sku, 3)));
        Assert.Equal((5, 3), await inventory.StockOfAsync(sku));
        for (var time = 1; time <= 2; time++)
        {
            Assert.Equal(new StockCommitted(reference), await inventory.AskAsync(reference, new CommitStock(reference)));
            Assert.Equal((2, 0), await inventory.StockOfAsync(sku));
        }

        Assert.Equal(reserved, await ReserveAsync((sku, 3)));
        for (var time = 1; time <= 2; time++)
        {
            Assert.Equal(new StockReleased(reference), await inventory.AskAsync(reference, new ReleaseStock(reference)));
            Assert.Equal((5, 0), await inventory.StockOfAsync(sku));
        }
    }

    [Fact]
    public async Task A_refusal_is_repeated_even_when_stock_has_come_in()
    {
        var sku = await inventory.StockAsync(1);
        Refused(StockRefusal.OutOfStock, await ReserveAsync((sku, 2)), sku);
        await inventory.InTransactionAsync(async db =>
            (await db.LockStockAsync([sku], CancellationToken.None))[sku].Receive(9, Cause.Because("Delivery"), inventory.Now)
        );

        Refused(StockRefusal.OutOfStock, await ReserveAsync((sku, 2)), sku);
        Refused(StockRefusal.OutOfStock, await inventory.AskAsync(reference, new CommitStock(reference)), sku);
        Assert.Equal((10, 0), await inventory.StockOfAsync(sku));
    }

    [Fact]
    public async Task A_release_that_overtakes_the_reservation_refuses_it()
    {
        var sku = await inventory.StockAsync(5);

        Assert.Equal(new StockReleased(reference), await inventory.AskAsync(reference, new ReleaseStock(reference)));
        Refused(StockRefusal.Released, await ReserveAsync((sku, 3)));
        Refused(StockRefusal.Released, await inventory.AskAsync(reference, new CommitStock(reference)));
        Assert.Equal((5, 0), await inventory.StockOfAsync(sku));
    }

    [Fact]
    public async Task A_commit_without_a_reservation_is_refused_and_stays_so()
    {
        var sku = await inventory.StockAsync(5);

        Refused(StockRefusal.Released, await inventory.AskAsync(reference, new CommitStock(reference)));
        Refused(StockRefusal.Released, await ReserveAsync((sku, 3)));
        Assert.Equal((5, 0), await inventory.StockOfAsync(sku));
    }

    [Fact]
    public async Task The_job_expires_what_nothing_confirmed_and_tells_it()
    {
        var sku = await inventory.StockAsync(5);
        await ReserveAsync((sku, 3));
        var committed = Guid.CreateVersion7();
        await inventory.AskAsync(committed, new ReserveStock(committed, [new StockLine(sku, 1)]));
        await inventory.AskAsync(committed, new CommitStock(committed));

        await inventory.RunJobAsync();
        Assert.Equal((4, 3), await inventory.StockOfAsync(sku));
        inventory.Clock.Advance(Lifetime);
        await inventory.RunJobAsync();
        await inventory.RunJobAsync();

        Refused(StockRefusal.Expired, Assert.Single(await inventory.TakeEventsAsync(reference)));
        Assert.Equal((4, 0), await inventory.StockOfAsync(sku));
        Assert.Empty(await inventory.TakeEventsAsync(committed));
        Refused(StockRefusal.Expired, await inventory.AskAsync(reference, new CommitStock(reference)));
        Refused(StockRefusal.Expired, await ReserveAsync((sku, 3)));
        Assert.Equal(new StockReleased(reference), await inventory.AskAsync(reference, new ReleaseStock(reference)));
        Assert.Equal((4, 0), await inventory.StockOfAsync(sku));
    }

    [Fact]
    public async Task A_commit_after_the_time_is_refused_also_before_the_job_has_run()
    {
        var sku = await inventory.StockAsync(5);
        await ReserveAsync((sku, 3));
        inventory.Clock.Advance(Lifetime);

        Refused(StockRefusal.Expired, await inventory.AskAsync(reference, new CommitStock(reference)));
        Assert.Equal((5, 0), await inventory.StockOfAsync(sku));
        await inventory.RunJobAsync();
        Assert.Empty(await inventory.TakeEventsAsync(reference));
    }

    [Fact]
    public async Task Parallel_reservations_of_the_last_pieces_neither_oversell_nor_block_each_other()
    {
        var (first, second) = (await inventory.StockAsync(10), await inventory.StockAsync(10));
        var references = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();

        await Task.WhenAll(
            references.Select(
                (each, index) =>
                    inventory.DeliverAsync(
                        new ReserveStock(
                            each,
                            // Half of them name the SKUs the other way round.
                            index % 2
                            == 0
                                ? [new StockLine(first, 1), new StockLine(second, 1)]
                                : [new StockLine(second, 1), new StockLine(first, 1)]
                        )
                    )
            )
        );

        var answers = new List<IEvent>();
        foreach (var each in references)
        {
            answers.Add(Assert.Single(await inventory.TakeEventsAsync(each)));
        }

        Assert.Equal(10, answers.OfType<StockReserved>().Count());
        Assert.Equal(40, answers.OfType<StockRefused>().Count());
        Assert.Equal((10, 10), await inventory.StockOfAsync(first));
        Assert.Equal((10, 10), await inventory.StockOfAsync(second));
    }

    [Fact]
    public async Task Commands_for_one_reference_at_the_same_time_end_released_with_all_pieces_back()
    {
        var sku = await inventory.StockAsync(5);
        ICommand[] commands =
        [
            new ReserveStock(reference, [new StockLine(sku, 3)]),
            new CommitStock(reference),
            new ReleaseStock(reference),
        ];

        await Task.WhenAll(Enumerable.Repeat(commands, 5).SelectMany(each => each).Select(inventory.DeliverAsync));

        Assert.Equal(15, (await inventory.TakeEventsAsync(reference)).Count);
        Assert.Equal(ReservationStatus.Released, await inventory.StatusOfAsync(reference));
        Assert.Equal((5, 0), await inventory.StockOfAsync(sku));
    }

    [Fact]
    public async Task The_job_in_several_instances_expires_each_reservation_once()
    {
        var sku = await inventory.StockAsync(10);
        var references = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var each in references)
        {
            await inventory.AskAsync(each, new ReserveStock(each, [new StockLine(sku, 1)]));
        }

        inventory.Clock.Advance(Lifetime);
        await Task.WhenAll(inventory.RunJobAsync(), inventory.RunJobAsync(), inventory.RunJobAsync());

        foreach (var each in references)
        {
            Refused(StockRefusal.Expired, Assert.Single(await inventory.TakeEventsAsync(each)));
        }

        Assert.Equal((10, 0), await inventory.StockOfAsync(sku));
    }

    private Task<IEvent> ReserveAsync(params (string Sku, int Quantity)[] lines) =>
        inventory.AskAsync(reference, new ReserveStock(reference, [.. lines.Select(line => new StockLine(line.Sku, line.Quantity))]));

    private static void Refused(StockRefusal reason, IEvent answer, params string[] missing)
    {
        var refused = Assert.IsType<StockRefused>(answer);
        Assert.Equal(reason, refused.Reason);
        Assert.Equal(missing.Order(StringComparer.Ordinal), refused.MissingSkus);
    }
}
