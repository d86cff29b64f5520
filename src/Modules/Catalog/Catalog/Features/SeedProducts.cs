using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Features;

/// <summary>Gives a catalogue that never had a product a few to try, where the settings ask for it.</summary>
internal sealed class SeedProducts(
    CatalogDbContext db,
    CatalogOptions options,
    UnitOfWork unitOfWork,
    TimeProvider clock,
    ILogger<SeedProducts> logger
) : IStartTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Seed.Enabled)
        {
            return;
        }

        // Also when none is needed: settings that cannot be used are refused at the first start that has them.
        var products = options.Seed.Products.Select(Create).ToList();
        var isFirst = await unitOfWork.RunAsync(
            db,
            async token =>
            {
                if (await db.Products.AnyAsync(token))
                {
                    return false;
                }

                db.Products.AddRange(products);
                return true;
            },
            cancellationToken
        );
        if (isFirst)
        {
            logger.LogInformation("The catalogue begins with {Count} products", products.Count);
        }
    }

    private Product Create(SeedProduct product)
    {
        try
        {
            var price = Money.Parse(product.Price, product.Currency);
            return Product.Create(product.Sku, product.Name, product.Description, price, clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception refused) when (refused is FormatException or ProblemException)
        {
            throw new ModuleSetupException(
                $"The product '{product.Sku}' below catalog:Seed:Products is not valid: {refused.Message}",
                refused
            );
        }
    }
}
