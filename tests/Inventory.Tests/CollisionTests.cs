using Microsoft.EntityFrameworkCore;
using MonolithFirst.Inventory.Domain;

namespace MonolithFirst.Inventory.Tests;

public sealed class Collisions_on_sqlite(SqliteInventory inventory) : CollisionTests(inventory), IClassFixture<SqliteInventory>;

public sealed class Collisions_on_mysql(MySqlInventory inventory) : CollisionTests(inventory), IClassFixture<MySqlInventory>;

/// <summary>A key that is taken says that somebody else was faster; another constraint that breaks is a fault, and trying again does not mend it.</summary>
public abstract class CollisionTests(InventoryHost inventory)
{
    [Fact]
    public async Task A_key_that_is_taken_makes_the_work_start_again()
    {
        var sku = await inventory.StockAsync(1);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => AddAsync(new StockItem(sku, inventory.Now)));
    }

    [Fact]
    public async Task A_row_that_breaks_another_constraint_does_not()
    {
        var ofNothing = new StockMovement("NEVER-SEEN", 1, MovementKind.Receipt, 1, 0, Cause.Because("A test"), inventory.Now);

        await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(ofNothing));
    }

    private Task<int> AddAsync(object row) =>
        inventory.InContextAsync(db =>
        {
            db.Add(row);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
}
