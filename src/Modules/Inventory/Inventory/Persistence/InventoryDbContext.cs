using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Inventory.Persistence;

internal sealed class InventoryDbContext(DbContextOptions<InventoryDbContext> options) : ModuleDbContext(options)
{
    public DbSet<StockItem> Stock => Set<StockItem>();

    public DbSet<StockMovement> Movements => Set<StockMovement>();

    public DbSet<Reservation> Reservations => Set<Reservation>();

    /// <summary>Locks the stock items, in the order of their SKUs: everybody does, so nobody waits in a circle.</summary>
    public async Task<IReadOnlyDictionary<string, StockItem>> LockStockAsync(IEnumerable<string> skus, CancellationToken cancellationToken)
    {
        List<string> wanted = [.. skus];
        return await Stock
            .Where(item => wanted.Contains(item.Sku))
            .OrderBy(item => item.Sku)
            .ForUpdate()
            .ToDictionaryAsync(item => item.Sku, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>Locks the reservation and reads its lines, which never change. Its stock items are locked after it, never before.</summary>
    public async Task<Reservation?> LockReservationAsync(Guid reference, CancellationToken cancellationToken)
    {
        var reservation = await Reservations.Where(row => row.Reference == reference).ForUpdate().SingleOrDefaultAsync(cancellationToken);
        if (reservation is not null)
        {
            await Entry(reservation).Collection(row => row.Lines).LoadAsync(cancellationToken);
        }

        return reservation;
    }

    /// <summary>
    /// Saves. Every key here is given by its meaning (SKU, reference, number of the movement), so a key that is taken says that somebody
    /// else was faster: the work starts again, and sees what they did.
    /// </summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (DbUpdateException collision) when (DuplicateKey.IsCauseOf(collision))
        {
            throw new DbUpdateConcurrencyException("Another transaction has added the same row.", collision);
        }
    }

    protected override void ConfigureModel(ModelBuilder model)
    {
        var item = model.Entity<StockItem>();
        item.ToTable("stock_items");
        item.HasKey(row => row.Sku);
        item.Property(row => row.Sku).HasMaxLength(Sku.MaxLength).IsUnicode(false);
        item.HasMany(row => row.Movements).WithOne().HasForeignKey(movement => movement.Sku).OnDelete(DeleteBehavior.Restrict);

        var movement = model.Entity<StockMovement>();
        movement.ToTable("stock_movements");
        // The ledger of an item, in its order, is read along the key.
        movement.HasKey(row => new { row.Sku, row.Number });
        movement.Property(row => row.Sku).HasMaxLength(Sku.MaxLength).IsUnicode(false);
        movement.Property(row => row.Number).ValueGeneratedNever();
        movement.Property(row => row.Reason).HasMaxLength(StockMovement.MaxReason);
        // For reports, which sum up movements: those of each order, and those of some kinds in a time.
        movement.HasIndex(row => new
        {
            row.Reference,
            row.Sku,
            row.OnHand,
            row.Reserved,
        });
        movement
            .HasIndex(row => new
            {
                row.Kind,
                row.OccurredAt,
                row.Sku,
                row.Reference,
                row.OnHand,
                row.Reserved,
            })
            .HasDatabaseName("ix_stock_movements_kind_occurred_at");

        var reservation = model.Entity<Reservation>();
        reservation.ToTable("reservations");
        reservation.HasKey(row => row.Reference);
        reservation.Property(row => row.Reference).ValueGeneratedNever();
        reservation.HasMany(row => row.Lines).WithOne().HasForeignKey(line => line.Reference);
        // What is to expire; the list by state, and the list of all.
        reservation.HasIndex(row => new { row.Status, row.ExpiresAt });
        reservation.HasIndex(row => new { row.Status, row.CreatedAt });
        reservation.HasIndex(row => row.CreatedAt);

        var line = model.Entity<ReservationLine>();
        line.ToTable("reservation_lines");
        line.HasKey(row => new { row.Reference, row.Sku });
        line.Property(row => row.Sku).HasMaxLength(Sku.MaxLength).IsUnicode(false);
        // What holds the pieces of a SKU.
        line.HasIndex(row => row.Sku);
    }
}
