using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Orders.Persistence;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Orders.Features;

/// <summary>
/// Cancels an order, by the customer who placed it or by staff; also after it was confirmed. Goods and money are given back in the
/// background: watch the order.
/// </summary>
internal sealed class CancelOrder : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/{id:guid}/cancel",
                async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var order = await mediator.Send(new Request(id), cancellationToken);
                    return TypedResults.Accepted($"/api/orders/{id}", order);
                }
            )
            .WithName("orders_cancel_order")
            .WithSummary("Cancels an order, also after it was confirmed")
            .WithDescription("Goods and money are given back in the background; the order is cancelled when nothing is held any more.")
            .Refuses(StatusCodes.Status409Conflict);

    internal sealed record Request(Guid Id) : IWriteRequest<Response>;

    internal sealed record Response(Guid Id, OrderStatus Status);

    internal sealed class Handler(OrdersDbContext db, Fulfilment fulfilment, Caller caller, TimeProvider clock)
        : IRequestHandler<Request, Response>
    {
        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var order =
                await db.Orders.VisibleTo(caller).Where(row => row.Id == request.Id).ForUpdate().SingleOrDefaultAsync(cancellationToken)
                ?? throw Visibility.NotFound();
            var byWhom = order.UserId == caller.Id ? Roles.Customer : Roles.Staff;
            if (order.Cancel(byWhom, clock.GetUtcNow().UtcDateTime))
            {
                fulfilment.TakeStep(order);
            }

            return new Response(order.Id, order.Status);
        }
    }
}
