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

/// <summary>Shows an order with its lines and its timeline to the customer who placed it, and to staff.</summary>
internal sealed class GetOrder : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/{id:guid}",
                async (Guid id, IMediator mediator, HttpResponse response, CancellationToken cancellationToken) =>
                {
                    var order = await mediator.Send(new Request(id), cancellationToken);
                    response.SetETag(order.Version);
                    return TypedResults.Ok(order);
                }
            )
            .WithName("orders_get_order")
            .GivesETag()
            .WithSummary("Shows an order with its lines and its timeline");

    internal sealed record Request(Guid Id) : IReadRequest<Response>;

    /// <param name="Id">The order.</param>
    /// <param name="UserId">Who placed it.</param>
    /// <param name="Status">Where it stands.</param>
    /// <param name="RejectionReason">Why it is, or is being, rejected; null for other orders.</param>
    /// <param name="Total">What all lines cost together.</param>
    /// <param name="PlacedAt">When it was placed.</param>
    /// <param name="Version">Counts its changes; also its ETag.</param>
    /// <param name="Lines">What was ordered, with names and prices as they were then.</param>
    /// <param name="Timeline">What happened to it, the oldest first.</param>
    internal sealed record Response(
        Guid Id,
        Guid UserId,
        OrderStatus Status,
        RejectionReason? RejectionReason,
        Money Total,
        DateTime PlacedAt,
        int Version,
        IReadOnlyList<Line> Lines,
        IReadOnlyList<Entry> Timeline
    );

    internal sealed record Line(string Sku, string Name, Money UnitPrice, int Quantity, Money Total);

    /// <param name="At">When.</param>
    /// <param name="What">What happened.</param>
    /// <param name="Detail">What more there is to say, as a value: an amount, a state, a reason, a role, a number, or the SKUs of which there were too few.</param>
    internal sealed record Entry(DateTime At, Happening What, string? Detail);

    internal sealed class Handler(OrdersDbContext db, Caller caller) : IRequestHandler<Request, Response>
    {
        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            // One statement, so that status and timeline are of the same moment.
            var order =
                await db
                    .Orders.AsNoTracking()
                    .VisibleTo(caller)
                    .Include(row => row.Lines.OrderBy(line => line.Number))
                    .Include(row => row.Timeline.OrderBy(entry => entry.Number))
                    .AsSingleQuery()
                    .SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken)
                ?? throw Visibility.NotFound();
            return new Response(
                order.Id,
                order.UserId,
                order.Status,
                order.RejectionReason,
                order.Total,
                order.PlacedAt,
                order.Version,
                [
                    .. order.Lines.Select(line => new Line(
                        line.Sku,
                        line.Name,
                        line.UnitPrice,
                        line.Quantity,
                        line.UnitPrice * line.Quantity
                    )),
                ],
                [.. order.Timeline.Select(entry => new Entry(entry.At, entry.What, entry.Detail))]
            );
        }
    }
}
