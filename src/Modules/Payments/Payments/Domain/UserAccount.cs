using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Payments.Domain;

/// <summary>
/// What a user has stored, in one currency. The balance stands on the row, which is locked before it is decided upon, and is never below
/// zero. Entries are numbered without gaps, so that a statement has one order, whatever the clocks of several instances say.
/// </summary>
internal sealed class UserAccount : Account
{
    private UserAccount() { }

    public Guid UserId { get; private set; }

    public long BalanceMinor { get; private set; }

    /// <summary>How many entries there are, which is the number of the last one.</summary>
    public int EntryCount { get; private set; }

    public Money Balance => new(BalanceMinor, Currency);

    public static UserAccount Open(Guid userId, string currency, DateTime at) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            UserId = userId,
            Currency = currency,
            OpenedAt = at,
        };

    public bool Holds(Money amount) => amount.Currency == Currency && amount.Minor <= BalanceMinor;

    public override Entry Post(Money amount, Transaction of)
    {
        var balance = Balance + amount;
        if (balance.Minor < 0)
        {
            throw ProblemException.Unprocessable("payments.insufficient_funds", "The account holds less than that.");
        }

        BalanceMinor = balance.Minor;
        EntryCount++;
        return new Entry(of, this, UserId, amount, EntryCount, BalanceMinor);
    }
}
