using MonolithFirst.Abstractions;

namespace MonolithFirst.Payments.Contracts;

/// <summary>
/// Takes money from a user's account for a reference. Answered by <see cref="ChargeTaken"/> or <see cref="ChargeRefused"/>. A reference is
/// charged once; after <see cref="RefundCharge"/> for it, in whatever order the two arrive, it is refused.
/// </summary>
/// <param name="Reference">What it is for, for example an order's id.</param>
/// <param name="UserId">Whose account.</param>
/// <param name="Amount">More than nothing.</param>
/// <param name="Purpose">What the statement says, for people.</param>
[ServiceName("payments_take_charge")]
public sealed record TakeCharge(Guid Reference, Guid UserId, Money Amount, string Purpose) : ICommand;

/// <summary>
/// Gives back what was taken for the reference, if anything. For a reference not seen yet, it sees to it that a late
/// <see cref="TakeCharge"/> is refused. Always answered by <see cref="ChargeRefunded"/>.
/// </summary>
[ServiceName("payments_refund_charge")]
public sealed record RefundCharge(Guid Reference) : ICommand;

/// <summary>The money has been taken.</summary>
[ServiceName("payments_charge_taken")]
public sealed record ChargeTaken(Guid Reference, Money Amount) : IEvent;

/// <summary>Why money was not taken.</summary>
public enum ChargeRefusal
{
    /// <summary>The account holds less, or there is no account in the currency.</summary>
    InsufficientFunds,

    /// <summary>The reference was refunded before.</summary>
    Refunded,
}

/// <summary>Nothing was taken for the reference.</summary>
[ServiceName("payments_charge_refused")]
public sealed record ChargeRefused(Guid Reference, ChargeRefusal Reason) : IEvent;

/// <summary>Nothing is held from the user for the reference any more.</summary>
/// <param name="Reference">What it was for.</param>
/// <param name="Amount">What was given back; null when nothing had been taken.</param>
[ServiceName("payments_charge_refunded")]
public sealed record ChargeRefunded(Guid Reference, Money? Amount) : IEvent;
