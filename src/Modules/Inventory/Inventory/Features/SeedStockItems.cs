using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Features;

/// <summary>Gives a stock that never had an item a few receipts to try with, where the settings ask for it.</summary>
internal sealed class SeedStockItems(
    InventoryDbContext db,
    InventoryOptions options,
    UnitOfWork unitOfWork,
    TimeProvider clock,
    ILogger<SeedStockItems> logger
) : IStartTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Seed.Enabled)
        {
            return;
        }

        var isFirst = await unitOfWork.RunAsync(
            db,
            async token =>
            {
                if (await db.Stock.AnyAsync(token))
                {
                    return false;
                }

                db.Stock.AddRange(options.Seed.Stock.Select(Receive));
                return true;
            },
            cancellationToken
        );
        if (isFirst)
        {
            logger.LogInformation("The stock begins with {Count} items", options.Seed.Stock.Count);
        }
    }

    private StockItem Receive(SeedStock stock)
    {
        var sku = Sku.Normalise(stock.Sku);
        if (!Sku.IsValid(sku))
        {
            throw new ModuleSetupException($"'{stock.Sku}' below inventory:Seed:Stock is no SKU.");
        }

        try
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var item = new StockItem(sku, now);
            item.Receive(stock.Quantity, Cause.Because("First stock"), now);
            return item;
        }
        catch (ProblemException refused)
        {
            throw new ModuleSetupException($"'{stock.Sku}' below inventory:Seed:Stock cannot be received: {refused.Message}", refused);
        }
    }
}
