using MonolithFirst.Abstractions;

namespace MonolithFirst.Payments.Domain;

/// <summary>The ledger's own accounts, one of each in every currency that is used.</summary>
internal enum SystemAccountName
{
    /// <summary>Where deposits come from: below zero by what users have paid in.</summary>
    Cash,

    /// <summary>Where charges go, and refunds come from.</summary>
    Sales,
}

/// <summary>
/// The other side of what happens on user accounts. It may be below zero, and it has no balance on its row: every charge of every user
/// would wait there for every other. Its balance is the sum of its entries.
/// </summary>
internal sealed class SystemAccount : Account
{
    private SystemAccount() { }

    public SystemAccountName Name { get; private set; }

    public static SystemAccount Open(SystemAccountName name, string currency, DateTime at) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            Currency = currency,
            OpenedAt = at,
        };

    public override Entry Post(Money amount, Transaction of) => new(of, this, userId: null, amount, number: null, balanceAfterMinor: null);
}
