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

/// <summary>Staff read the ledger of a SKU, the last movement first.</summary>
internal sealed class ListMovements : IEndpoint
{
    private static readonly Sorting<StockMovement> Sorting = new Sorting<StockMovement>(movement => movement.Number)
        .By("number", movement => movement.Number)
        .Usually("-number");

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/stock/{sku}/movements",
                async (string sku, [AsParameters] PageQuery paging, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(Sku.Normalise(sku), paging), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("inventory_list_movements")
            .WithSummary("Reads the ledger of a SKU");

    internal sealed record Query(string Sku, PageQuery Paging) : IReadRequest<PageOf<MovementResponse>>;

    internal sealed class Handler(InventoryDbContext db) : IRequestHandler<Query, PageOf<MovementResponse>>
    {
        public async Task<PageOf<MovementResponse>> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!await db.Stock.AnyAsync(item => item.Sku == query.Sku, cancellationToken))
            {
                throw StockItem.NotFound(query.Sku);
            }

            return await db
                .Movements.AsNoTracking()
                .Where(movement => movement.Sku == query.Sku)
                .ToPageAsync(query.Paging, Sorting, MovementResponse.Row, cancellationToken);
        }
    }
}
