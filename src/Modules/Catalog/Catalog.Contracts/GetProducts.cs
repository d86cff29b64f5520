using MonolithFirst.Abstractions;

namespace MonolithFirst.Catalog.Contracts;

/// <summary>Names and present prices of a set of products, in one call.</summary>
/// <param name="Skus">At most 500; unknown ones are simply missing in the answer.</param>
[ServiceName("catalog_get_products")]
public sealed record GetProducts(IReadOnlyList<string> Skus) : IQuery<ProductList>;

/// <summary>The answer to <see cref="GetProducts"/>, in no particular order.</summary>
public sealed record ProductList(IReadOnlyList<ProductInfo> Products);

/// <summary>A product as other modules may see it.</summary>
/// <param name="Sku">Its stock-keeping unit, upper-case.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Price">What one piece costs now.</param>
/// <param name="IsActive">False once archived: known, but no longer sold.</param>
public sealed record ProductInfo(string Sku, string Name, Money Price, bool IsActive);
