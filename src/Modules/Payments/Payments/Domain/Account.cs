using MonolithFirst.Abstractions;

namespace MonolithFirst.Payments.Domain;

/// <summary>A place in the ledger that money comes from or goes to, in one currency. An amount above zero adds to it.</summary>
internal abstract class Account
{
    public Guid Id { get; protected set; }

    public string Currency { get; protected set; } = "";

    public DateTime OpenedAt { get; protected set; }

    /// <summary>Books the amount and returns the entry for it. Called by <see cref="Transaction"/> alone, which sees to the balance.</summary>
    public abstract Entry Post(Money amount, Transaction of);
}
