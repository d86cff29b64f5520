using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Orders.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Orders.Features;

/// <summary>Lists one's own orders; for staff, those of everybody.</summary>
internal sealed class ListOrders : IEndpoint
{
    private static readonly Sorting<Order> Sorting = new Sorting<Order>(order => order.Id)
        .By("placedAt", order => order.PlacedAt)
        .By("total", order => order.Total.Minor)
        .Usually("-placedAt");

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/",
                async (
                    [AsParameters] PageQuery paging,
                    OrderStatus? status,
                    Guid? userId,
                    DateTimeOffset? from,
                    DateTimeOffset? to,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) =>
                    TypedResults.Ok(
                        await mediator.Send(new Request(paging, status, userId, from?.UtcDateTime, to?.UtcDateTime), cancellationToken)
                    )
            )
            .WithName("orders_list_orders")
            .WithSummary("Lists one's own orders; for staff, those of everybody")
            .WithDescription(
                "Sort by placedAt (newest first unless told) or total. Customers name no userId but their own. Orders placed from the time "
                    + "'from' on, and before the time 'to'."
            );

    /// <param name="Paging">Which page, in which order.</param>
    /// <param name="Status">Only orders that stand there.</param>
    /// <param name="UserId">Only those of this customer.</param>
    /// <param name="From">Only those placed from this time on.</param>
    /// <param name="To">Only those placed before this time.</param>
    internal sealed record Request(PageQuery Paging, OrderStatus? Status, Guid? UserId, DateTime? From, DateTime? To)
        : IReadRequest<PageOf<Row>>;

    internal sealed record Row(Guid Id, Guid UserId, OrderStatus Status, RejectionReason? RejectionReason, Money Total, DateTime PlacedAt);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() =>
            RuleFor(request => request.From)
                .Must((request, from) => from is null || request.To is null || from < request.To)
                .Says("validation.not_before_to", "'from' is before 'to'.");
    }

    internal sealed class Handler(OrdersDbContext db, Caller caller) : IRequestHandler<Request, PageOf<Row>>
    {
        public Task<PageOf<Row>> Handle(Request request, CancellationToken cancellationToken)
        {
            if (request.UserId is not null && request.UserId != caller.Id && !caller.IsStaff)
            {
                throw ProblemException.Forbidden("orders.not_yours", "Only staff may list the orders of other people.");
            }

            var orders = db.Orders.AsNoTracking().VisibleTo(caller);
            orders = request.UserId is { } userId ? orders.Where(order => order.UserId == userId) : orders;
            orders = request.Status is { } status ? orders.Where(order => order.Status == status) : orders;
            orders = request.From is { } from ? orders.Where(order => order.PlacedAt >= from) : orders;
            orders = request.To is { } to ? orders.Where(order => order.PlacedAt < to) : orders;
            return orders.ToPageAsync(
                request.Paging,
                Sorting,
                order => new Row(order.Id, order.UserId, order.Status, order.RejectionReason, order.Total, order.PlacedAt),
                cancellationToken
            );
        }
    }
}
