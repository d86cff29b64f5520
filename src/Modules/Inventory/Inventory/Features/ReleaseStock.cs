using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Inventory.Features;

/// <summary>
/// Undoes whatever was done for a reference. When it overtakes the command to reserve, it leaves a reservation that is released
/// already, which refuses the late one.
/// </summary>
internal sealed class ReleaseStockHandler(InventoryDbContext db, TimeProvider clock) : IMessageHandler<ReleaseStock>
{
    public async Task HandleAsync(ReleaseStock message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var reservation = await db.LockReservationAsync(message.Reference, cancellationToken);
        if (reservation is null)
        {
            db.Reservations.Add(Reservation.ReleasedBefore(message.Reference, now));
        }
        else if (reservation.HasStock)
        {
            var stock = await db.LockStockAsync(reservation.Lines.Select(line => line.Sku), cancellationToken);
            reservation.Release(stock, now);
        }

        db.Publish(new StockReleased(message.Reference));
    }
}
