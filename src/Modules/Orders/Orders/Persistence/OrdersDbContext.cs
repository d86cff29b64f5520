using Microsoft.EntityFrameworkCore;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Orders.Persistence;

internal sealed class OrdersDbContext(DbContextOptions<OrdersDbContext> options) : ModuleDbContext(options)
{
    private const int MaxSkuLength = 40;
    private const int MaxNameLength = 200;
    private const int MaxDetailLength = 4000;

    public DbSet<Order> Orders => Set<Order>();

    protected override void ConfigureModel(ModelBuilder model)
    {
        model.Entity<Order>(order =>
        {
            order.Property(row => row.Id).ValueGeneratedNever();
            order.Property(row => row.Version).IsConcurrencyToken();
            order.HasMoney(row => row.Total);
            // A list each: one's own, one's own by state; all, all by state. Newest first is the same index read backwards.
            order.HasIndex(row => new { row.UserId, row.PlacedAt });
            order.HasIndex(row => new
            {
                row.UserId,
                row.Status,
                row.PlacedAt,
            });
            // Also holds all that the reports on the steps of many orders read. The id comes second, or the list of all would be sorted anew.
            order
                .HasIndex(row => new
                {
                    row.PlacedAt,
                    row.Id,
                    row.UserId,
                    row.Status,
                    row.RejectionReason,
                    row.ReservedAt,
                    row.PaidAt,
                    row.ConfirmedAt,
                })
                .HasDatabaseName("ix_orders_steps");
            order.HasIndex(row => new { row.Status, row.PlacedAt });
            order.HasMany(row => row.Lines).WithOne().HasForeignKey(line => line.OrderId);
            order.HasMany(row => row.Timeline).WithOne().HasForeignKey(entry => entry.OrderId);
        });
        model.Entity<OrderLine>(line =>
        {
            line.ToTable("order_lines");
            line.HasKey(row => new { row.OrderId, row.Number });
            line.Property(row => row.Number).ValueGeneratedNever();
            line.Property(row => row.Sku).HasMaxLength(MaxSkuLength).IsUnicode(false);
            line.Property(row => row.Name).HasMaxLength(MaxNameLength);
            line.HasMoney(row => row.UnitPrice);
        });
        model.Entity<TimelineEntry>(entry =>
        {
            entry.ToTable("order_timeline");
            entry.HasKey(row => new { row.OrderId, row.Number });
            entry.Property(row => row.Number).ValueGeneratedNever();
            entry.Property(row => row.Detail).HasMaxLength(MaxDetailLength);
        });
    }
}
