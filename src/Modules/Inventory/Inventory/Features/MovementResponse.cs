using System.Linq.Expressions;
using MonolithFirst.Inventory.Domain;

namespace MonolithFirst.Inventory.Features;

/// <summary>A line of the ledger.</summary>
/// <param name="Sku">The stock-keeping unit.</param>
/// <param name="Number">Counts the movements of the SKU, from 1 and without gaps.</param>
/// <param name="Kind">Why the stock changed.</param>
/// <param name="OnHand">By how much the pieces on hand changed.</param>
/// <param name="Reserved">By how much the reserved pieces changed.</param>
/// <param name="Reason">The reason of a receipt or an adjustment.</param>
/// <param name="Reference">The reservation that moved the pieces.</param>
/// <param name="MadeBy">The account that received or adjusted.</param>
/// <param name="OccurredAt">When.</param>
internal sealed record MovementResponse(
    string Sku,
    int Number,
    MovementKind Kind,
    int OnHand,
    int Reserved,
    string? Reason,
    Guid? Reference,
    Guid? MadeBy,
    DateTime OccurredAt
)
{
    public static readonly Expression<Func<StockMovement, MovementResponse>> Row = movement => new MovementResponse(
        movement.Sku,
        movement.Number,
        movement.Kind,
        movement.OnHand,
        movement.Reserved,
        movement.Reason,
        movement.Reference,
        movement.MadeBy,
        movement.OccurredAt
    );

    private static readonly Func<StockMovement, MovementResponse> OfLoaded = Row.Compile();

    public static MovementResponse Of(StockMovement movement) => OfLoaded(movement);
}
