using System.Linq.Expressions;
using MonolithFirst.Inventory.Domain;

namespace MonolithFirst.Inventory.Features;

/// <summary>A reservation as staff see it.</summary>
/// <param name="Reference">What the pieces are set aside for.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="ExpiresAt">Until when the pieces were, or are, set aside; null when they never were.</param>
/// <param name="ChangedAt">When it came to its present state.</param>
/// <param name="Lines">How many pieces of what; none when its release came first.</param>
internal sealed record ReservationResponse(
    Guid Reference,
    ReservationStatus Status,
    DateTime CreatedAt,
    DateTime? ExpiresAt,
    DateTime ChangedAt,
    IReadOnlyList<ReservationResponse.Line> Lines
)
{
    public static readonly Expression<Func<Reservation, ReservationResponse>> Row = reservation => new ReservationResponse(
        reservation.Reference,
        reservation.Status,
        reservation.CreatedAt,
        reservation.ExpiresAt,
        reservation.ChangedAt,
        reservation.Lines.OrderBy(line => line.Sku).Select(line => new Line(line.Sku, line.Quantity, line.IsMissing)).ToList()
    );

    /// <param name="Sku">The stock-keeping unit.</param>
    /// <param name="Quantity">How many pieces.</param>
    /// <param name="IsMissing">Whether there was too little of it, so that the reservation was refused.</param>
    internal sealed record Line(string Sku, int Quantity, bool IsMissing);
}
