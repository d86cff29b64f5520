using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Features;

/// <summary>Staff read a reservation with every movement that it caused.</summary>
internal sealed class GetReservation : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/reservations/{reference:guid}",
                async (Guid reference, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(reference), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("inventory_get_reservation")
            .WithSummary("Reads a reservation");

    internal sealed record Query(Guid Reference) : IReadRequest<Response>;

    /// <param name="Reference">What the pieces are set aside for.</param>
    /// <param name="Status">How far it has come.</param>
    /// <param name="CreatedAt">When it was asked for.</param>
    /// <param name="ExpiresAt">Until when the pieces were, or are, set aside; null when they never were.</param>
    /// <param name="ChangedAt">When it came to its present state.</param>
    /// <param name="Lines">How many pieces of what; none when its release came first.</param>
    /// <param name="Movements">What it did to the stock, in order of SKU and number.</param>
    internal sealed record Response(
        Guid Reference,
        ReservationStatus Status,
        DateTime CreatedAt,
        DateTime? ExpiresAt,
        DateTime ChangedAt,
        IReadOnlyList<ReservationResponse.Line> Lines,
        IReadOnlyList<MovementResponse> Movements
    );

    internal sealed class Handler(InventoryDbContext db) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query query, CancellationToken cancellationToken)
        {
            var reservation =
                await db
                    .Reservations.AsNoTracking()
                    .Where(row => row.Reference == query.Reference)
                    .Select(ReservationResponse.Row)
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw ProblemException
                    .NotFound("inventory.reservation_not_found", $"Nothing was ever reserved for the reference {query.Reference}.")
                    .With(("reference", query.Reference));
            var movements = await db
                .Movements.Where(movement => movement.Reference == query.Reference)
                .OrderBy(movement => movement.Sku)
                .ThenBy(movement => movement.Number)
                .Select(MovementResponse.Row)
                .ToListAsync(cancellationToken);
            return new Response(
                reservation.Reference,
                reservation.Status,
                reservation.CreatedAt,
                reservation.ExpiresAt,
                reservation.ChangedAt,
                reservation.Lines,
                movements
            );
        }
    }
}
