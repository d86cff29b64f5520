using System.Linq.Expressions;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Domain;

namespace MonolithFirst.Catalog.Features;

/// <summary>A product as REST clients see it.</summary>
/// <param name="Sku">Its stock-keeping unit, upper-case.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is.</param>
/// <param name="Price">What one piece costs now.</param>
/// <param name="Status">Whether it is sold.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="Version">Counts its changes; the ETag in quotes.</param>
internal sealed record ProductResponse(
    string Sku,
    string Name,
    string Description,
    Money Price,
    ProductStatus Status,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    int Version
)
{
    public static readonly Expression<Func<Product, ProductResponse>> Row = product => new ProductResponse(
        product.Sku,
        product.Name,
        product.Description,
        product.Price,
        product.Status,
        product.CreatedAt,
        product.UpdatedAt,
        product.Version
    );

    private static readonly Func<Product, ProductResponse> OfLoaded = Row.Compile();

    public static ProductResponse Of(Product product) => OfLoaded(product);
}
