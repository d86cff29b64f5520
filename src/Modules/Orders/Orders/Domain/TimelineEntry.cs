namespace MonolithFirst.Orders.Domain;

/// <summary>What happened to an order, and when.</summary>
internal sealed class TimelineEntry
{
    public required Guid OrderId { get; init; }

    /// <summary>Its place in the order's timeline, from 1.</summary>
    public required int Number { get; init; }

    public required DateTime At { get; init; }

    public required Happening What { get; init; }

    /// <summary>
    /// What more there is to say, as a value and not in words: an amount, a state, a reason, a role, a number, or the SKUs of which there
    /// were too few.
    /// </summary>
    public string? Detail { get; init; }
}

/// <summary>What can happen to an order.</summary>
internal enum Happening
{
    /// <summary>The customer placed it.</summary>
    Placed,

    /// <summary>The goods are set aside.</summary>
    StockReserved,

    /// <summary>The goods are not, or no longer, set aside.</summary>
    StockRefused,

    /// <summary>The money has been taken.</summary>
    ChargeTaken,

    /// <summary>No money could be taken.</summary>
    ChargeRefused,

    /// <summary>The goods are out of the stock.</summary>
    StockCommitted,

    /// <summary>Paid and taken out of the stock.</summary>
    Confirmed,

    /// <summary>A step brought no answer in its time.</summary>
    StepTimedOut,

    /// <summary>Somebody asked to cancel it.</summary>
    CancelRequested,

    /// <summary>No answer to giving back came in time; it was asked for again.</summary>
    GivingBackRepeated,

    /// <summary>No goods are set aside or taken any more.</summary>
    StockReleased,

    /// <summary>No money is taken any more.</summary>
    ChargeRefunded,

    /// <summary>Rejected, and nothing is held.</summary>
    Rejected,

    /// <summary>Cancelled, and nothing is held.</summary>
    Cancelled,
}
