using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Contracts;

namespace MonolithFirst.Payments.Domain;

/// <summary>How far a charge has come.</summary>
internal enum ChargeState
{
    /// <summary>Nothing has been decided; no committed row is in this state.</summary>
    Open,

    /// <summary>The money has been taken.</summary>
    Taken,

    /// <summary>There was not enough of it.</summary>
    Refused,

    /// <summary>Given back, or asked back before it was taken. Nothing can be taken any more.</summary>
    Refunded,
}

/// <summary>
/// What became of a reference's charge. It decides once, and the same question gets the same answer afterwards, so that commands may come
/// in any order and more than once. A refund that comes first leaves a tombstone: a charge in state <see cref="ChargeState.Refunded"/>.
/// </summary>
internal sealed class Charge
{
    private Charge() { }

    public Charge(Guid reference, DateTime at)
    {
        Reference = reference;
        ChangedAt = at;
    }

    public Guid Reference { get; private set; }

    public ChargeState State { get; private set; }

    /// <summary>Whose account was charged; null when none was.</summary>
    public Guid? UserId { get; private set; }

    public long? AmountMinor { get; private set; }

    public string? Currency { get; private set; }

    public string? Purpose { get; private set; }

    public DateTime ChangedAt { get; private set; }

    /// <summary>What was taken, also after it has been given back; null when nothing was.</summary>
    public Money? Amount => AmountMinor is null ? null : new Money(AmountMinor.Value, Currency!);

    /// <summary>The answer to <see cref="TakeCharge"/>.</summary>
    public IEvent AnswerToTake =>
        State switch
        {
            ChargeState.Taken => new ChargeTaken(Reference, Amount!.Value),
            ChargeState.Refused => new ChargeRefused(Reference, ChargeRefusal.InsufficientFunds),
            ChargeState.Refunded => new ChargeRefused(Reference, ChargeRefusal.Refunded),
            _ => throw new InvalidOperationException("A charge that is still open has no answer."),
        };

    /// <summary>The answer to <see cref="RefundCharge"/>.</summary>
    public ChargeRefunded AnswerToRefund =>
        State == ChargeState.Refunded
            ? new ChargeRefunded(Reference, Amount)
            : throw new InvalidOperationException("A charge that is not refunded has no such answer.");

    /// <summary>Takes the money, or refuses when the account does not hold it. Only an open charge can be taken.</summary>
    /// <returns>The transaction, or null when refused.</returns>
    public Transaction? Take(UserAccount? account, SystemAccount sales, Money amount, string purpose, DateTime at)
    {
        MustBe(ChargeState.Open);
        ChangedAt = at;
        if (account is null || !account.Holds(amount))
        {
            State = ChargeState.Refused;
            return null;
        }

        var transaction = Transaction.Charge(account, sales, amount, Reference, purpose, at);
        State = ChargeState.Taken;
        UserId = account.UserId;
        AmountMinor = amount.Minor;
        Currency = amount.Currency;
        Purpose = transaction.Purpose;
        return transaction;
    }

    /// <summary>Gives back what was taken.</summary>
    public Transaction GiveBack(UserAccount account, SystemAccount sales, DateTime at)
    {
        MustBe(ChargeState.Taken);
        var transaction = Transaction.Refund(sales, account, Amount!.Value, Reference, $"Refund: {Purpose}", at);
        State = ChargeState.Refunded;
        ChangedAt = at;
        return transaction;
    }

    /// <summary>Sees to it that nothing is taken any more, where nothing was.</summary>
    public void Close(DateTime at)
    {
        if (State == ChargeState.Taken)
        {
            throw new InvalidOperationException("Money that was taken must be given back.");
        }

        State = ChargeState.Refunded;
        ChangedAt = at;
    }

    private void MustBe(ChargeState state)
    {
        if (State != state)
        {
            throw new InvalidOperationException($"The charge is {State}, not {state}.");
        }
    }
}
