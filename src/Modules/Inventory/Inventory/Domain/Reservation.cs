using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Contracts;

namespace MonolithFirst.Inventory.Domain;

/// <summary>How far a reservation has come.</summary>
internal enum ReservationStatus
{
    /// <summary>The pieces are set aside.</summary>
    Held,

    /// <summary>The pieces have left the stock.</summary>
    Committed,

    /// <summary>Undone, or refused before it was asked for, because its release came first.</summary>
    Released,

    /// <summary>Not all lines were available, so none was set aside.</summary>
    Refused,

    /// <summary>Nothing confirmed it in time.</summary>
    Expired,
}

/// <summary>
/// What is set aside for a reference: all lines or none. A reference is reserved once: whatever is asked again gets the answer that
/// its state gives. Whoever changes a reservation holds its row lock, and then those of its stock items.
/// </summary>
internal sealed class Reservation
{
    private readonly List<ReservationLine> lines = [];

    private Reservation() { }

    public Guid Reference { get; private set; }

    public ReservationStatus Status { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>Until when the pieces were, or are, set aside; null when they never were.</summary>
    public DateTime? ExpiresAt { get; private set; }

    /// <summary>When it came to its present state.</summary>
    public DateTime ChangedAt { get; private set; }

    public IReadOnlyList<ReservationLine> Lines => lines;

    public bool IsHeld => Status == ReservationStatus.Held;

    /// <summary>Whether it holds or took pieces, so that undoing it moves stock.</summary>
    public bool HasStock => Status is ReservationStatus.Held or ReservationStatus.Committed;

    /// <summary>Sets all lines aside, or none.</summary>
    /// <param name="reference">What for.</param>
    /// <param name="lines">Each SKU once.</param>
    /// <param name="stock">The items of the lines, as far as there are any.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">How long they are set aside unless committed.</param>
    public static Reservation Of(
        Guid reference,
        IReadOnlyList<StockLine> lines,
        IReadOnlyDictionary<string, StockItem> stock,
        DateTime now,
        TimeSpan lifetime
    )
    {
        var reservation = new Reservation
        {
            Reference = reference,
            CreatedAt = now,
            ChangedAt = now,
        };
        foreach (var line in lines)
        {
            var missing = !stock.TryGetValue(line.Sku, out var item) || !item.CanReserve(line.Quantity);
            reservation.lines.Add(new ReservationLine(reference, line.Sku, line.Quantity, missing));
        }

        if (reservation.lines.Exists(line => line.IsMissing))
        {
            reservation.Status = ReservationStatus.Refused;
            return reservation;
        }

        foreach (var line in reservation.lines)
        {
            stock[line.Sku].Reserve(line.Quantity, reference, now);
        }

        reservation.Status = ReservationStatus.Held;
        reservation.ExpiresAt = now + lifetime;
        return reservation;
    }

    /// <summary>Stands for a reference that nothing was reserved for yet, and refuses it when it comes late.</summary>
    public static Reservation ReleasedBefore(Guid reference, DateTime now) =>
        new()
        {
            Reference = reference,
            Status = ReservationStatus.Released,
            CreatedAt = now,
            ChangedAt = now,
        };

    /// <summary>Whether it is held, but has outlived its time.</summary>
    public bool IsDue(DateTime now) => IsHeld && ExpiresAt <= now;

    /// <summary>Takes the pieces out of the stock. Too late, and it expires instead; settled before, nothing happens.</summary>
    public void Commit(IReadOnlyDictionary<string, StockItem> stock, DateTime now)
    {
        if (IsDue(now))
        {
            Expire(stock, now);
        }
        else if (IsHeld)
        {
            Become(ReservationStatus.Committed, now, line => stock[line.Sku].Commit(line.Quantity, Reference, now));
        }
    }

    /// <summary>Undoes it: gives the pieces free, or puts them back. Where there are none, nothing happens.</summary>
    public void Release(IReadOnlyDictionary<string, StockItem> stock, DateTime now)
    {
        if (IsHeld)
        {
            Become(ReservationStatus.Released, now, line => stock[line.Sku].Release(line.Quantity, Reference, now));
        }
        else if (Status == ReservationStatus.Committed)
        {
            Become(ReservationStatus.Released, now, line => stock[line.Sku].Return(line.Quantity, Reference, now));
        }
    }

    /// <summary>Gives the pieces free, when it is held and its time is over.</summary>
    /// <returns>Whether it has expired just now.</returns>
    public bool Expire(IReadOnlyDictionary<string, StockItem> stock, DateTime now)
    {
        if (!IsDue(now))
        {
            return false;
        }

        Become(ReservationStatus.Expired, now, line => stock[line.Sku].Expire(line.Quantity, Reference, now));
        return true;
    }

    /// <summary>What is told to whoever asked to reserve.</summary>
    public IEvent AnswerToReserve() =>
        Status is ReservationStatus.Held or ReservationStatus.Committed ? new StockReserved(Reference, ExpiresAt!.Value) : Refusal();

    /// <summary>What is told to whoever asked to commit.</summary>
    public IEvent AnswerToCommit() => Status == ReservationStatus.Committed ? new StockCommitted(Reference) : Refusal();

    /// <summary>Says why nothing is reserved.</summary>
    public StockRefused Refusal() =>
        Status switch
        {
            ReservationStatus.Refused => new StockRefused(
                Reference,
                StockRefusal.OutOfStock,
                [.. lines.Where(line => line.IsMissing).Select(line => line.Sku).Order(StringComparer.Ordinal)]
            ),
            ReservationStatus.Expired => new StockRefused(Reference, StockRefusal.Expired, []),
            ReservationStatus.Released => new StockRefused(Reference, StockRefusal.Released, []),
            _ => throw new InvalidOperationException($"A reservation that is {Status} is not refused."),
        };

    private void Become(ReservationStatus status, DateTime now, Action<ReservationLine> move)
    {
        lines.ForEach(move);
        Status = status;
        ChangedAt = now;
    }
}

/// <summary>How many pieces of what, within a reservation.</summary>
internal sealed class ReservationLine
{
    private ReservationLine() { }

    internal ReservationLine(Guid reference, string sku, int quantity, bool isMissing)
    {
        Reference = reference;
        Sku = sku;
        Quantity = quantity;
        IsMissing = isMissing;
    }

    public Guid Reference { get; private set; }

    public string Sku { get; private set; } = "";

    public int Quantity { get; private set; }

    /// <summary>Whether there was too little of it, so that the reservation was refused.</summary>
    public bool IsMissing { get; private set; }
}
