using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Features;

/// <summary>Staff put an archived product on sale again.</summary>
internal sealed class ActivateProduct : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/products/{sku}/activate",
                async (string sku, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var product = await mediator.Send(new Command(Sku.Normalise(sku), request.IfMatch()), cancellationToken);
                    response.SetETag(product.Version);
                    return TypedResults.Ok(product);
                }
            )
            .RequireAuthorization(Policies.Staff)
            .TakesIfMatch()
            .WithName("catalog_activate_product")
            .WithSummary("Puts a product on the list again");

    internal sealed record Command(string Sku, int? Version) : IWriteRequest<ProductResponse>;

    internal sealed class Handler(CatalogDbContext db, TimeProvider clock) : IRequestHandler<Command, ProductResponse>
    {
        public async Task<ProductResponse> Handle(Command command, CancellationToken cancellationToken)
        {
            var product = await db.ProductToEditAsync(command.Sku, cancellationToken);
            product.MustMatch(command.Version);
            product.Activate(clock.GetUtcNow().UtcDateTime);
            // The answer carries the new version, which saving counts up.
            await db.SaveChangesAsync(cancellationToken);
            return ProductResponse.Of(product);
        }
    }
}
