using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Features;

/// <summary>Staff read one line of the ledger.</summary>
internal sealed class GetMovement : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/stock/{sku}/movements/{number:int}",
                async (string sku, int number, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(Sku.Normalise(sku), number), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("inventory_get_movement")
            .WithSummary("Reads a line of the ledger");

    internal sealed record Query(string Sku, int Number) : IReadRequest<MovementResponse>;

    internal sealed class Handler(InventoryDbContext db) : IRequestHandler<Query, MovementResponse>
    {
        public async Task<MovementResponse> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .Movements.Where(movement => movement.Sku == query.Sku && movement.Number == query.Number)
                .Select(MovementResponse.Row)
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw ProblemException
                .NotFound("inventory.movement_not_found", $"{query.Sku} has no movement {query.Number}.")
                .With(("sku", query.Sku), ("number", query.Number));
    }
}
