using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Features;

/// <summary>Sets stock aside for a reference, all lines or none. Asked again, it says again how that ended.</summary>
internal sealed class ReserveStockHandler(InventoryDbContext db, InventoryOptions options, TimeProvider clock)
    : IMessageHandler<ReserveStock>
{
    public async Task HandleAsync(ReserveStock message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var reservation = await db.LockReservationAsync(message.Reference, cancellationToken);
        if (reservation is null)
        {
            var lines = LinesOf(message);
            var stock = await db.LockStockAsync(lines.Select(line => line.Sku), cancellationToken);
            reservation = Reservation.Of(message.Reference, lines, stock, now, options.ReservationLifetime);
            db.Reservations.Add(reservation);
        }
        else if (reservation.IsDue(now))
        {
            var stock = await db.LockStockAsync(reservation.Lines.Select(line => line.Sku), cancellationToken);
            reservation.Expire(stock, now);
        }

        db.Publish(reservation.AnswerToReserve());
    }

    /// <summary>The lines with normalised SKUs. A sender that breaks the contract has a defect: its message is parked, to be looked at.</summary>
    private static List<StockLine> LinesOf(ReserveStock message)
    {
        List<StockLine> lines = [.. message.Lines.Select(line => line with { Sku = Sku.Normalise(line.Sku) })];
        if (lines.Count == 0 || lines.Exists(line => !Sku.IsValid(line.Sku) || line.Quantity is < 1 or > ValidationRules.MaxQuantity))
        {
            throw new InvalidOperationException(
                $"Reserving for {message.Reference} needs lines with a SKU and a quantity from 1 to {ValidationRules.MaxQuantity}."
            );
        }

        return lines.DistinctBy(line => line.Sku).Count() == lines.Count
            ? lines
            : throw new InvalidOperationException($"Reserving for {message.Reference} names a SKU twice.");
    }
}
