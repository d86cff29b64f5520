using MonolithFirst.Abstractions;

namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>An order as the list of orders shows it.</summary>
internal sealed record OrderRow(Guid Id, DateTime PlacedAt);

/// <summary>An order with its lines and its timeline.</summary>
internal sealed record PlacedOrder(
    Guid Id,
    Guid UserId,
    string Status,
    string? RejectionReason,
    Money Total,
    DateTime PlacedAt,
    IReadOnlyList<OrderLine> Lines,
    IReadOnlyList<TimelineEntry> Timeline
)
{
    public bool IsConfirmed => Status == "confirmed";

    /// <summary>Whether nothing is done about it any more, unless somebody cancels it.</summary>
    public bool IsSettled => Status is "confirmed" or "rejected" or "cancelled";

    /// <summary>Pieces on all lines.</summary>
    public int Units => Lines.Sum(line => line.Quantity);

    public DateTime? ReservedAt => FirstTimeOf("stockReserved");

    public DateTime? PaidAt => FirstTimeOf("chargeTaken");

    public DateTime? ConfirmedAt => FirstTimeOf("confirmed");

    private DateTime? FirstTimeOf(string what) => Timeline.FirstOrDefault(entry => entry.What == what)?.At;
}

/// <summary>What was ordered of a product.</summary>
internal sealed record OrderLine(string Sku, int Quantity, Money Total);

/// <summary>What happened to an order.</summary>
internal sealed record TimelineEntry(DateTime At, string What);
