using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Inventory.Features;

/// <summary>
/// Takes reserved pieces out of the stock for good, unless their time is over, whether the job has seen that already or not.
/// </summary>
internal sealed class CommitStockHandler(InventoryDbContext db, TimeProvider clock) : IMessageHandler<CommitStock>
{
    public async Task HandleAsync(CommitStock message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var reservation = await db.LockReservationAsync(message.Reference, cancellationToken);
        if (reservation is null)
        {
            // The answer is that nothing is reserved, so it must stay true when a late reservation comes.
            reservation = Reservation.ReleasedBefore(message.Reference, now);
            db.Reservations.Add(reservation);
        }
        else if (reservation.IsHeld)
        {
            var stock = await db.LockStockAsync(reservation.Lines.Select(line => line.Sku), cancellationToken);
            reservation.Commit(stock, now);
        }

        db.Publish(reservation.AnswerToCommit());
    }
}
