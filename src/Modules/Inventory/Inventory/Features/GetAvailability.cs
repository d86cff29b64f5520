using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Features;

/// <summary>Anybody reads how many pieces of a SKU can be ordered.</summary>
internal sealed class GetAvailability : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/availability/{sku}",
                async (string sku, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(Sku.Normalise(sku)), cancellationToken))
            )
            .AllowAnonymous()
            .WithName("inventory_get_availability")
            .WithSummary("Reads how many pieces are available");

    internal sealed record Query(string Sku) : IReadRequest<Response>;

    /// <param name="Sku">The stock-keeping unit.</param>
    /// <param name="Available">Pieces that are on hand and not reserved.</param>
    internal sealed record Response(string Sku, int Available);

    internal sealed class Handler(InventoryDbContext db) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .Stock.Where(item => item.Sku == query.Sku)
                .Select(item => new Response(item.Sku, item.OnHand - item.Reserved))
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw StockItem.NotFound(query.Sku);
    }
}
