using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Features;

/// <summary>Staff read how much there is of a SKU.</summary>
internal sealed class GetStock : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/stock/{sku}",
                async (string sku, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(Sku.Normalise(sku)), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("inventory_get_stock")
            .WithSummary("Reads the stock of a SKU");

    internal sealed record Query(string Sku) : IReadRequest<StockResponse>;

    internal sealed class Handler(InventoryDbContext db) : IRequestHandler<Query, StockResponse>
    {
        public async Task<StockResponse> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Stock.Where(item => item.Sku == query.Sku).Select(StockResponse.Row).SingleOrDefaultAsync(cancellationToken)
            ?? throw StockItem.NotFound(query.Sku);
    }
}
