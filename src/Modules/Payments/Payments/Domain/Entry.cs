using MonolithFirst.Abstractions;

namespace MonolithFirst.Payments.Domain;

/// <summary>One account's side of a transaction. It is written once and never changed.</summary>
internal sealed class Entry
{
    private Entry() { }

    internal Entry(Transaction transaction, Account account, Guid? userId, Money amount, int? number, long? balanceAfterMinor)
    {
        Id = Guid.CreateVersion7();
        TransactionId = transaction.Id;
        Kind = transaction.Kind;
        Reference = transaction.Reference;
        RecordedAt = transaction.RecordedAt;
        AccountId = account.Id;
        UserId = userId;
        Amount = amount;
        Number = number;
        BalanceAfterMinor = balanceAfterMinor;
    }

    public Guid Id { get; private set; }

    public Guid TransactionId { get; private set; }

    public Transaction Transaction { get; private set; } = null!;

    /// <summary>The transaction's, here as well: what is asked of years of entries is answered from one index.</summary>
    public TransactionKind Kind { get; private set; }

    /// <summary>The transaction's.</summary>
    public Guid? Reference { get; private set; }

    public Guid AccountId { get; private set; }

    public Account Account { get; private set; } = null!;

    /// <summary>Whose account it is; null for the ledger's own.</summary>
    public Guid? UserId { get; private set; }

    /// <summary>Above zero for what comes to the account, below zero for what leaves it.</summary>
    public Money Amount { get; private set; }

    /// <summary>The transaction's.</summary>
    public DateTime RecordedAt { get; private set; }

    /// <summary>The entry's place on a user account's statement, from 1; system accounts have none.</summary>
    public int? Number { get; private set; }

    /// <summary>What a user account held after this entry.</summary>
    public long? BalanceAfterMinor { get; private set; }
}
