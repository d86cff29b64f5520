namespace MonolithFirst.Orders.Domain;

/// <summary>
/// Where an order stands. Forward: reserving → paying → confirming → confirmed. Back: rejecting → rejected, and cancelling → cancelled,
/// during which stock and money are given back; the last of each pair means that nothing is held any more.
/// </summary>
internal enum OrderStatus
{
    /// <summary>Placed; the goods are being set aside.</summary>
    Reserving,

    /// <summary>The goods are set aside; the money is being taken.</summary>
    Paying,

    /// <summary>Paid; the goods are being taken out of the stock.</summary>
    Confirming,

    /// <summary>Paid, and the goods are out of the stock. It can still be cancelled.</summary>
    Confirmed,

    /// <summary>It cannot be fulfilled; what was set aside or taken is being given back.</summary>
    Rejecting,

    /// <summary>Not fulfilled; nothing is held. Final.</summary>
    Rejected,

    /// <summary>Cancelled; what was set aside or taken is being given back.</summary>
    Cancelling,

    /// <summary>Cancelled; nothing is held. Final.</summary>
    Cancelled,
}

/// <summary>Why an order was rejected.</summary>
internal enum RejectionReason
{
    /// <summary>There was less in stock than ordered.</summary>
    OutOfStock,

    /// <summary>The account held too little.</summary>
    InsufficientFunds,

    /// <summary>The goods were no longer set aside when they were to be taken.</summary>
    ReservationExpired,

    /// <summary>A step brought no answer in its time.</summary>
    TimedOut,
}
