namespace MonolithFirst.Inventory.Domain;

/// <summary>Why stock changed.</summary>
internal enum MovementKind
{
    /// <summary>Pieces came in.</summary>
    Receipt,

    /// <summary>A count found more or fewer pieces than the books.</summary>
    Adjustment,

    /// <summary>Pieces were set aside.</summary>
    Reserve,

    /// <summary>Pieces set aside were given free.</summary>
    Release,

    /// <summary>Pieces set aside left the stock.</summary>
    Commit,

    /// <summary>Pieces that had left came back.</summary>
    Return,

    /// <summary>Pieces set aside were given free, because nothing confirmed them in time.</summary>
    Expire,
}

/// <summary>
/// One change of one stock item. Rows are only ever added, and numbered without gaps, so that the sum of an item's movements is its
/// stock: a missing or doubled movement shows.
/// </summary>
internal sealed class StockMovement
{
    public const int MaxReason = 200;

    private StockMovement() { }

    internal StockMovement(string sku, int number, MovementKind kind, int onHand, int reserved, Cause cause, DateTime now)
    {
        Sku = sku;
        Number = number;
        Kind = kind;
        OnHand = onHand;
        Reserved = reserved;
        Reason = cause.Reason;
        Reference = cause.Reference;
        MadeBy = cause.MadeBy;
        OccurredAt = now;
    }

    public string Sku { get; private set; } = "";

    /// <summary>Counts the item's movements, from 1.</summary>
    public int Number { get; private set; }

    public MovementKind Kind { get; private set; }

    /// <summary>By how much the pieces on hand changed.</summary>
    public int OnHand { get; private set; }

    /// <summary>By how much the reserved pieces changed.</summary>
    public int Reserved { get; private set; }

    /// <summary>What staff gave as the reason of a receipt or an adjustment.</summary>
    public string? Reason { get; private set; }

    /// <summary>The reservation that moved the pieces.</summary>
    public Guid? Reference { get; private set; }

    /// <summary>The account that received or adjusted.</summary>
    public Guid? MadeBy { get; private set; }

    public DateTime OccurredAt { get; private set; }
}

/// <summary>What stands behind a movement: a person with a reason, or a reservation.</summary>
internal readonly record struct Cause(string? Reason, Guid? Reference, Guid? MadeBy)
{
    public static Cause For(Guid reservation) => new(null, reservation, null);

    public static Cause Because(string reason, Guid? madeBy = null) => new(reason, null, madeBy);
}
