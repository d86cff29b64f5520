using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Features;

/// <summary>Staff book pieces in. The first receipt of a SKU makes its stock item.</summary>
internal sealed class ReceiveStock : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/stock/{sku}/receipts",
                async (string sku, Request body, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var movement = await mediator.Send(new Command(Sku.Normalise(sku), body.Quantity, body.Reason), cancellationToken);
                    return TypedResults.Created($"/api/inventory/stock/{movement.Sku}/movements/{movement.Number}", movement);
                }
            )
            .Idempotent()
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status409Conflict)
            .WithExample(new Request(25, "Delivery 4711"))
            .WithName("inventory_receive_stock")
            .WithSummary("Books pieces in");

    /// <param name="Quantity">How many pieces came in.</param>
    /// <param name="Reason">From where, for the ledger.</param>
    internal sealed record Request(int Quantity, string Reason);

    internal sealed record Command(string Sku, int Quantity, string Reason) : IWriteRequest<MovementResponse>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Sku).Sku();
            RuleFor(command => command.Quantity).Quantity();
            RuleFor(command => command.Reason).PlainText(StockMovement.MaxReason);
        }
    }

    internal sealed class Handler(InventoryDbContext db, Caller caller, TimeProvider clock) : IRequestHandler<Command, MovementResponse>
    {
        public async Task<MovementResponse> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var stock = await db.LockStockAsync([command.Sku], cancellationToken);
            var item = stock.GetValueOrDefault(command.Sku) ?? db.Stock.Add(new StockItem(command.Sku, now)).Entity;
            return MovementResponse.Of(item.Receive(command.Quantity, Cause.Because(command.Reason.Trim(), caller.Id), now));
        }
    }
}
