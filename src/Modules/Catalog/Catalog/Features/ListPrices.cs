using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Features;

/// <summary>Staff read what a product costs and cost, the present price first.</summary>
internal sealed class ListPrices : IEndpoint
{
    private static readonly Sorting<ProductPrice> Sorting = new Sorting<ProductPrice>(price => price.Id)
        .By("validFrom", price => price.ValidFrom)
        .Usually("-validFrom");

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/products/{sku}/prices",
                async (string sku, [AsParameters] PageQuery paging, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(Sku.Normalise(sku), paging), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("catalog_list_prices")
            .WithSummary("Reads the price history of a product");

    internal sealed record Query(string Sku, PageQuery Paging) : IReadRequest<PageOf<Row>>;

    /// <param name="Price">What one piece cost.</param>
    /// <param name="ValidFrom">Since when.</param>
    /// <param name="ValidTo">Until when; null for the present price.</param>
    internal sealed record Row(Money Price, DateTime ValidFrom, DateTime? ValidTo);

    internal sealed class Handler(CatalogDbContext db) : IRequestHandler<Query, PageOf<Row>>
    {
        public async Task<PageOf<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var product = await db
                .Products.Where(product => product.Sku == query.Sku)
                .Select(product => (Guid?)product.Id)
                .SingleOrDefaultAsync(cancellationToken);
            if (product is null)
            {
                throw Product.NotFound(query.Sku);
            }

            return await db
                .Prices.AsNoTracking()
                .Where(price => price.ProductId == product)
                .ToPageAsync(query.Paging, Sorting, price => new Row(price.Price, price.ValidFrom, price.ValidTo), cancellationToken);
        }
    }
}
