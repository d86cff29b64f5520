using MonolithFirst.Abstractions;

namespace MonolithFirst.Inventory.Contracts;

/// <summary>How many pieces of what.</summary>
/// <param name="Sku">The stock-keeping unit.</param>
/// <param name="Quantity">At least 1.</param>
public sealed record StockLine(string Sku, int Quantity);

/// <summary>
/// Sets stock aside for a reference: all lines or none. Answered by <see cref="StockReserved"/> or <see cref="StockRefused"/>. A reference is
/// reserved once; after <see cref="ReleaseStock"/> for it, in whatever order the two arrive, it is refused.
/// </summary>
/// <param name="Reference">What it is for, for example an order's id.</param>
/// <param name="Lines">Each SKU once.</param>
[ServiceName("inventory_reserve_stock")]
public sealed record ReserveStock(Guid Reference, IReadOnlyList<StockLine> Lines) : ICommand;

/// <summary>
/// Takes the reserved pieces out of the stock for good. Answered by <see cref="StockCommitted"/>, or by <see cref="StockRefused"/> when the
/// reservation has expired or been released.
/// </summary>
[ServiceName("inventory_commit_stock")]
public sealed record CommitStock(Guid Reference) : ICommand;

/// <summary>
/// Undoes whatever was done for the reference: lifts the reservation, or puts committed pieces back. For a reference not seen yet, it
/// sees to it that a late <see cref="ReserveStock"/> is refused. Always answered by <see cref="StockReleased"/>.
/// </summary>
[ServiceName("inventory_release_stock")]
public sealed record ReleaseStock(Guid Reference) : ICommand;

/// <summary>The stock is set aside until <paramref name="ExpiresAt"/>, unless committed before.</summary>
[ServiceName("inventory_stock_reserved")]
public sealed record StockReserved(Guid Reference, DateTime ExpiresAt) : IEvent;

/// <summary>Why stock was not reserved or not committed.</summary>
public enum StockRefusal
{
    /// <summary>There is less available than asked for.</summary>
    OutOfStock,

    /// <summary>The reservation has expired.</summary>
    Expired,

    /// <summary>It was released before.</summary>
    Released,
}

/// <summary>Nothing is reserved for the reference.</summary>
/// <param name="Reference">What it was for.</param>
/// <param name="Reason">Why.</param>
/// <param name="MissingSkus">The SKUs of which there was too little; empty for other reasons.</param>
[ServiceName("inventory_stock_refused")]
public sealed record StockRefused(Guid Reference, StockRefusal Reason, IReadOnlyList<string> MissingSkus) : IEvent;

/// <summary>The pieces have left the stock.</summary>
[ServiceName("inventory_stock_committed")]
public sealed record StockCommitted(Guid Reference) : IEvent;

/// <summary>Nothing is held or taken for the reference any more.</summary>
[ServiceName("inventory_stock_released")]
public sealed record StockReleased(Guid Reference) : IEvent;
