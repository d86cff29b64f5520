using MonolithFirst.Abstractions;

namespace MonolithFirst.Payments.Domain;

/// <summary>One account's side of a transaction. It is written once and never changed.</summary>
internal sealed class Entry
{
    private Entry() { }

    internal Entry(Account account, Money amount, DateTime at, int? number, long? balanceAfterMinor)
    {
        Id = Guid.CreateVersion7();
        AccountId = account.Id;
        Amount = amount;
        RecordedAt = at;
        Number = number;
        BalanceAfterMinor = balanceAfterMinor;
    }

    public Guid Id { get; private set; }

    public Guid TransactionId { get; private set; }

    public Transaction Transaction { get; private set; } = null!;

    public Guid AccountId { get; private set; }

    public Account Account { get; private set; } = null!;

    /// <summary>Above zero for what comes to the account, below zero for what leaves it.</summary>
    public Money Amount { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>The entry's place on a user account's statement, from 1; system accounts have none.</summary>
    public int? Number { get; private set; }

    /// <summary>What a user account held after this entry.</summary>
    public long? BalanceAfterMinor { get; private set; }
}
