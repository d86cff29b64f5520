using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Contracts;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Features;

/// <summary>Tells other modules names and present prices of a set of products, in one SQL query.</summary>
internal sealed class GetProductsHandler(CatalogDbContext db) : IQueryHandler<GetProducts, ProductList>
{
    private const int MaxSkus = 500;

    public async Task<ProductList> AnswerAsync(GetProducts query, CancellationToken cancellationToken)
    {
        List<string> skus = [.. query.Skus.Select(Sku.Normalise).Where(Sku.IsValid).Distinct()];
        if (skus.Count > MaxSkus)
        {
            throw ProblemException
                .Unprocessable("catalog.too_many_skus", $"At most {MaxSkus} SKUs can be asked for at once.")
                .With(("max", MaxSkus));
        }

        var products = await db
            .Products.AsNoTracking()
            .Where(product => skus.Contains(product.Sku))
            .Select(product => new ProductInfo(product.Sku, product.Name, product.Price, product.Status == ProductStatus.Active))
            .ToListAsync(cancellationToken);
        return new ProductList(products);
    }
}
