using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Inventory.Features;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Inventory;

/// <summary>What there is to sell: stock by SKU, reservations, and the ledger of movements.</summary>
public sealed class InventoryModule : Module
{
    /// <inheritdoc />
    public override string Name => "inventory";

    /// <inheritdoc />
    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.UseDatabase<InventoryDbContext>().Publish("rpt_stock", "rpt_stock_movements");
        module.Services.AddSingleton(InventoryOptions.From(module.Configuration));
        module.AddJob<ExpireReservations>("expire-reservations", "* * * * *");
        module.OnStart<SeedStockItems>();
    }
}
