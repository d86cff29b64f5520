using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Domain;

/// <summary>
/// The pieces of one SKU: on hand, and how many of them are reserved. Never fewer on hand than reserved. Every change leaves a
/// movement. Whoever changes an item holds its row lock.
/// </summary>
internal sealed class StockItem
{
    /// <summary>The most pieces of one SKU.</summary>
    public const int MaxOnHand = 1_000_000_000;

    private readonly List<StockMovement> movements = [];

    private StockItem() { }

    public StockItem(string sku, DateTime now)
    {
        Sku = sku;
        UpdatedAt = now;
    }

    public string Sku { get; private set; } = "";

    public int OnHand { get; private set; }

    public int Reserved { get; private set; }

    public int Available => OnHand - Reserved;

    /// <summary>The number of the last movement. Two changes that both saw the same state would take the same number, which the key refuses.</summary>
    public int LastMovement { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    /// <summary>The movements made since the item was loaded; with a new item, all.</summary>
    public IReadOnlyList<StockMovement> Movements => movements;

    public static ProblemException NotFound(string sku) =>
        ProblemException.NotFound("inventory.stock_not_found", $"There is no stock item with the SKU '{sku}'.").With(("sku", sku));

    /// <summary>Pieces come in.</summary>
    public StockMovement Receive(int quantity, Cause cause, DateTime now)
    {
        MustBePositive(quantity);
        MustFit(quantity);
        return Move(MovementKind.Receipt, quantity, 0, cause, now);
    }

    /// <summary>Corrects the pieces on hand, up or down, but not below what is reserved.</summary>
    public StockMovement Adjust(int quantity, Cause cause, DateTime now)
    {
        if (quantity == 0)
        {
            throw ProblemException.Unprocessable("inventory.nothing_to_adjust", "An adjustment by nothing changes nothing.");
        }

        MustFit(quantity);
        if (OnHand + quantity < Reserved)
        {
            throw ProblemException
                .Conflict(
                    "inventory.below_reserved",
                    $"{OnHand} pieces of {Sku} are on hand, {Reserved} of them reserved; they cannot be adjusted by {quantity}."
                )
                .With(("onHand", OnHand), ("sku", Sku), ("reserved", Reserved), ("quantity", quantity));
        }

        return Move(MovementKind.Adjustment, quantity, 0, cause, now);
    }

    /// <summary>Whether so many pieces can be set aside.</summary>
    public bool CanReserve(int quantity) => quantity <= Available;

    /// <summary>Sets pieces aside.</summary>
    public StockMovement Reserve(int quantity, Guid reference, DateTime now)
    {
        MustBePositive(quantity);
        return CanReserve(quantity)
            ? Move(MovementKind.Reserve, 0, quantity, Cause.For(reference), now)
            : throw ProblemException
                .Conflict("inventory.out_of_stock", $"{Available} pieces of {Sku} are available, not {quantity}.")
                .With(("available", Available), ("sku", Sku), ("quantity", quantity));
    }

    /// <summary>Gives pieces free that were set aside.</summary>
    public StockMovement Release(int quantity, Guid reference, DateTime now)
    {
        MustBeReserved(quantity);
        return Move(MovementKind.Release, 0, -quantity, Cause.For(reference), now);
    }

    /// <summary>Gives pieces free that nothing confirmed in time.</summary>
    public StockMovement Expire(int quantity, Guid reference, DateTime now)
    {
        MustBeReserved(quantity);
        return Move(MovementKind.Expire, 0, -quantity, Cause.For(reference), now);
    }

    /// <summary>Takes pieces that were set aside out of the stock.</summary>
    public StockMovement Commit(int quantity, Guid reference, DateTime now)
    {
        MustBeReserved(quantity);
        return Move(MovementKind.Commit, -quantity, -quantity, Cause.For(reference), now);
    }

    /// <summary>Puts pieces back that had left the stock.</summary>
    public StockMovement Return(int quantity, Guid reference, DateTime now)
    {
        MustBePositive(quantity);
        return Move(MovementKind.Return, quantity, 0, Cause.For(reference), now);
    }

    private StockMovement Move(MovementKind kind, int onHand, int reserved, Cause cause, DateTime now)
    {
        OnHand = checked(OnHand + onHand);
        Reserved = checked(Reserved + reserved);
        LastMovement++;
        UpdatedAt = now;
        var movement = new StockMovement(Sku, LastMovement, kind, onHand, reserved, cause, now);
        movements.Add(movement);
        return movement;
    }

    private static void MustBePositive(int quantity)
    {
        if (quantity is < 1 or > ValidationRules.MaxQuantity)
        {
            throw ProblemException
                .Unprocessable("inventory.quantity_out_of_range", $"A quantity is a number from 1 to {ValidationRules.MaxQuantity}.")
                .With(("max", ValidationRules.MaxQuantity));
        }
    }

    private void MustFit(int quantity)
    {
        if (quantity > MaxOnHand - OnHand)
        {
            throw ProblemException
                .Conflict("inventory.too_much_stock", $"No more than {MaxOnHand} pieces of {Sku} can be on hand.")
                .With(("max", MaxOnHand), ("sku", Sku));
        }
    }

    /// <summary>A reservation gives back only what it holds; anything else is a defect here, and no rule that a client could break.</summary>
    private void MustBeReserved(int quantity)
    {
        MustBePositive(quantity);
        if (quantity > Reserved)
        {
            throw new InvalidOperationException($"{Reserved} pieces of {Sku} are reserved, not {quantity}.");
        }
    }
}
