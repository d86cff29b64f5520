using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Inventory.Features;

/// <summary>
/// Gives the pieces of reservations free that nothing confirmed in time, and tells whoever may still wait for them. Each is a
/// transaction of its own, so that one that fails keeps no other.
/// </summary>
internal sealed class ExpireReservations(
    InventoryDbContext db,
    UnitOfWork unitOfWork,
    TimeProvider clock,
    ILogger<ExpireReservations> logger
) : IJob
{
    // A run every minute; what is left over waits for the next one.
    private const int MostInOneRun = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var due = await db
            .Reservations.Where(row => row.Status == ReservationStatus.Held && row.ExpiresAt <= now)
            .OrderBy(row => row.ExpiresAt)
            .Select(row => row.Reference)
            .Take(MostInOneRun)
            .ToListAsync(cancellationToken);
        var failures = new List<Exception>();
        foreach (var reference in due)
        {
            try
            {
                await unitOfWork.RunAsync(db, token => ExpireAsync(reference, token), cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(new InvalidOperationException($"Reservation {reference} could not expire.", failure));
            }

            db.ChangeTracker.Clear();
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private async Task ExpireAsync(Guid reference, CancellationToken cancellationToken)
    {
        var reservation = await db.LockReservationAsync(reference, cancellationToken);
        var now = clock.GetUtcNow().UtcDateTime;
        // It may have been committed or released between the list and the lock.
        if (reservation is null || !reservation.IsDue(now))
        {
            return;
        }

        var stock = await db.LockStockAsync(reservation.Lines.Select(line => line.Sku), cancellationToken);
        reservation.Expire(stock, now);
        db.Publish(reservation.Refusal());
        logger.LogInformation("Reservation {Reference} has expired", reference);
    }
}
