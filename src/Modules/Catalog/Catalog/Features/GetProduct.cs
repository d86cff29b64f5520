using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Features;

/// <summary>Anybody reads a product by its SKU, also one that is no longer sold: old orders name it.</summary>
internal sealed class GetProduct : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/products/{sku}",
                async (string sku, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var product = await mediator.Send(new Query(Sku.Normalise(sku)), cancellationToken);
                    response.SetETag(product.Version);
                    return TypedResults.Ok(product);
                }
            )
            .AllowAnonymous()
            .GivesETag()
            .WithName("catalog_get_product")
            .WithSummary("Reads a product");

    internal sealed record Query(string Sku) : IReadRequest<ProductResponse>;

    internal sealed class Handler(CatalogDbContext db) : IRequestHandler<Query, ProductResponse>
    {
        public async Task<ProductResponse> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .Products.AsNoTracking()
                .Where(product => product.Sku == query.Sku)
                .Select(ProductResponse.Row)
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw Product.NotFound(query.Sku);
    }
}
