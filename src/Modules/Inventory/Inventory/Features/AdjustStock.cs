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

/// <summary>Staff correct how many pieces are on hand, after a count, a loss or a find. What is reserved cannot be taken away.</summary>
internal sealed class AdjustStock : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/stock/{sku}/adjustments",
                async (string sku, Request body, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var movement = await mediator.Send(new Command(Sku.Normalise(sku), body.Quantity, body.Reason), cancellationToken);
                    return TypedResults.Created($"/api/inventory/stock/{movement.Sku}/movements/{movement.Number}", movement);
                }
            )
            .Idempotent()
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status409Conflict)
            .WithExample(new Request(-2, "Broken in the warehouse"))
            .WithName("inventory_adjust_stock")
            .WithSummary("Corrects the pieces on hand");

    /// <param name="Quantity">By how many pieces, up or down.</param>
    /// <param name="Reason">Why, for the ledger.</param>
    internal sealed record Request(int Quantity, string Reason);

    internal sealed record Command(string Sku, int Quantity, string Reason) : IWriteRequest<MovementResponse>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Quantity)
                .Must(quantity => quantity is not 0 and >= -ValidationRules.MaxQuantity and <= ValidationRules.MaxQuantity)
                .Says(
                    "validation.out_of_range_or_nothing",
                    $"'quantity' is a whole number from -{ValidationRules.MaxQuantity} to {ValidationRules.MaxQuantity}, and not 0.",
                    ("from", -ValidationRules.MaxQuantity),
                    ("to", ValidationRules.MaxQuantity)
                );
            RuleFor(command => command.Reason).PlainText(StockMovement.MaxReason);
        }
    }

    internal sealed class Handler(InventoryDbContext db, Caller caller, TimeProvider clock) : IRequestHandler<Command, MovementResponse>
    {
        public async Task<MovementResponse> Handle(Command command, CancellationToken cancellationToken)
        {
            var stock = await db.LockStockAsync([command.Sku], cancellationToken);
            var item = stock.GetValueOrDefault(command.Sku) ?? throw StockItem.NotFound(command.Sku);
            var cause = Cause.Because(command.Reason.Trim(), caller.Id);
            return MovementResponse.Of(item.Adjust(command.Quantity, cause, clock.GetUtcNow().UtcDateTime));
        }
    }
}
