using MonolithFirst.Abstractions;

namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>A charge or refund of the ledger; one of its sides is a customer's.</summary>
/// <param name="Reference">The order.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="Entries">Its sides.</param>
internal sealed record Transaction(Guid Reference, DateTime RecordedAt, IReadOnlyList<TransactionSide> Entries)
{
    public Guid Customer => Own.UserId!.Value;

    /// <summary>What came to the customer's account; below zero for what left it.</summary>
    public Money Amount => Own.Amount;

    private TransactionSide Own => Entries.Single(side => side.UserId is not null);
}

/// <summary>What a transaction does to an account.</summary>
/// <param name="UserId">Whose account; null for one of the ledger's own.</param>
/// <param name="Amount">Above zero for what came to it.</param>
internal sealed record TransactionSide(Guid? UserId, Money Amount);
