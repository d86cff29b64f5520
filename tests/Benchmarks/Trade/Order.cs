using System.Globalization;

namespace MonolithFirst.Benchmarks.Trade;

/// <summary>An order on its way.</summary>
/// <param name="id">Its id.</param>
/// <param name="customer">Who placed it.</param>
/// <param name="placedAt">When.</param>
internal sealed class Order(Guid id, Customer customer, DateTime placedAt)
{
    public Guid Id => id;

    public Customer Customer => customer;

    public DateTime PlacedAt { get; } = placedAt;

    /// <summary>How many pieces of what, each article once.</summary>
    public List<(Article Article, int Quantity)> Lines { get; } = [];

    /// <summary>Minor units.</summary>
    public long Total => Lines.Sum(line => line.Article.Price * line.Quantity);

    /// <summary>The time that its own clock has come to.</summary>
    public DateTime Now { get; set; } = placedAt;

    /// <summary>When its goods were set aside, or refused.</summary>
    public DateTime ReservedAt { get; set; }

    /// <summary>When its goods were set aside, if ever.</summary>
    public DateTime? HeldAt { get; set; }

    /// <summary>When its money was taken, if ever.</summary>
    public DateTime? PaidAt { get; set; }

    /// <summary>When it was confirmed, if ever.</summary>
    public DateTime? ConfirmedAt { get; set; }

    public int Version { get; set; }

    public int TimelineLength { get; set; }

    /// <summary>As people read it, for example <c>12.90 EUR</c>.</summary>
    public string TotalText => string.Create(CultureInfo.InvariantCulture, $"{Total / 100m:0.00} {TradeHistory.Currency}");
}

/// <summary>Why an order was rejected.</summary>
/// <param name="Word">As the state machine calls it.</param>
/// <param name="ForPeople">As the customer reads it.</param>
internal sealed record Rejection(string Word, string ForPeople)
{
    public static readonly Rejection OutOfStock = new(
        "OutOfStock",
        "There are not enough of the goods in stock. Nothing was taken from your account."
    );

    public static readonly Rejection InsufficientFunds = new(
        "InsufficientFunds",
        "There is not enough money on your account. Nothing was taken from it."
    );

    public static readonly Rejection ReservationExpired = new(
        "ReservationExpired",
        "The goods could not be held for you any longer. Whatever we had taken is back on your account."
    );

    public static readonly Rejection TimedOut = new(
        "TimedOut",
        "It could not be completed in time. Whatever we had taken is back on your account."
    );

    /// <summary>As it stands in the timeline.</summary>
    public string InCamelCase => char.ToLowerInvariant(Word[0]) + Word[1..];
}
