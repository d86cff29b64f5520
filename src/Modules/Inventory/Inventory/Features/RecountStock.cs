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

/// <summary>
/// Staff have the stock of a SKU recomputed from its ledger, and compared. Item and movements are read in one statement, so that a
/// movement made meanwhile counts on both sides or on none.
/// </summary>
internal sealed class RecountStock : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/stock/{sku}/recount",
                async (string sku, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(Sku.Normalise(sku)), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("inventory_recount_stock")
            .WithSummary("Recomputes the stock of a SKU from its ledger");

    internal sealed record Query(string Sku) : IReadRequest<Response>;

    /// <param name="Sku">The stock-keeping unit.</param>
    /// <param name="OnHand">Pieces on hand by the stock item.</param>
    /// <param name="Reserved">Reserved pieces by the stock item.</param>
    /// <param name="Movements">How many movements there should be.</param>
    /// <param name="FromMovements">What the ledger says.</param>
    /// <param name="Matches">Whether both say the same.</param>
    internal sealed record Response(string Sku, int OnHand, int Reserved, int Movements, Sums FromMovements, bool Matches);

    /// <param name="OnHand">Pieces on hand by the ledger.</param>
    /// <param name="Reserved">Reserved pieces by the ledger.</param>
    /// <param name="Movements">How many movements there are.</param>
    internal sealed record Sums(long OnHand, long Reserved, int Movements);

    internal sealed class Handler(InventoryDbContext db) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query query, CancellationToken cancellationToken)
        {
            var both =
                await db
                    .Stock.Where(item => item.Sku == query.Sku)
                    .Select(item => new
                    {
                        item.OnHand,
                        item.Reserved,
                        item.LastMovement,
                        SumOnHand = db.Movements.Where(movement => movement.Sku == item.Sku).Sum(movement => (long)movement.OnHand),
                        SumReserved = db.Movements.Where(movement => movement.Sku == item.Sku).Sum(movement => (long)movement.Reserved),
                        Count = db.Movements.Count(movement => movement.Sku == item.Sku),
                    })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw StockItem.NotFound(query.Sku);
            var sums = new Sums(both.SumOnHand, both.SumReserved, both.Count);
            var matches = sums == new Sums(both.OnHand, both.Reserved, both.LastMovement);
            return new Response(query.Sku, both.OnHand, both.Reserved, both.LastMovement, sums, matches);
        }
    }
}
