using FluentValidation;
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

/// <summary>Staff list reservations: what is held, for which reference, and what holds the pieces of a SKU.</summary>
internal sealed class ListReservations : IEndpoint
{
    private static readonly Sorting<Reservation> Sorting = new Sorting<Reservation>(reservation => reservation.Reference)
        .By("createdAt", reservation => reservation.CreatedAt)
        .By("expiresAt", reservation => reservation.ExpiresAt)
        .Usually("-createdAt");

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/reservations",
                async (
                    ReservationStatus? status,
                    Guid? reference,
                    string? sku,
                    [AsParameters] PageQuery paging,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) => TypedResults.Ok(await mediator.Send(new Query(status, reference, sku, paging), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("inventory_list_reservations")
            .WithSummary("Lists reservations");

    /// <param name="Status">Only those in this state.</param>
    /// <param name="Reference">Only the one for this reference.</param>
    /// <param name="Sku">Only those with a line of this SKU.</param>
    /// <param name="Paging">Which page, in which order.</param>
    internal sealed record Query(ReservationStatus? Status, Guid? Reference, string? Sku, PageQuery Paging)
        : IReadRequest<PageOf<ReservationResponse>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Sku).Sku();
        }
    }

    internal sealed class Handler(InventoryDbContext db) : IRequestHandler<Query, PageOf<ReservationResponse>>
    {
        public Task<PageOf<ReservationResponse>> Handle(Query query, CancellationToken cancellationToken)
        {
            var reservations = db.Reservations.AsNoTracking();
            if (query.Status is { } status)
            {
                reservations = reservations.Where(reservation => reservation.Status == status);
            }

            if (query.Reference is { } reference)
            {
                reservations = reservations.Where(reservation => reservation.Reference == reference);
            }

            if (query.Sku is not null)
            {
                var sku = Sku.Normalise(query.Sku);
                // From the lines to the reservations, and not the other way: SQLite would look through all reservations.
                var holding = db.Set<ReservationLine>().Where(line => line.Sku == sku).Select(line => line.Reference);
                reservations = reservations.Where(reservation => holding.Contains(reservation.Reference));
            }

            return reservations.ToPageAsync(query.Paging, Sorting, ReservationResponse.Row, cancellationToken);
        }
    }
}
