using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Payments.Domain;

/// <summary>What moved money.</summary>
internal enum TransactionKind
{
    /// <summary>Staff paid in for a user.</summary>
    Deposit,

    /// <summary>Another module took money for something.</summary>
    Charge,

    /// <summary>What a charge took was given back.</summary>
    Refund,
}

/// <summary>Money on its way from some accounts to others: entries in one currency that sum to zero. Written once, never changed.</summary>
internal sealed class Transaction
{
    public const int MaxPurposeLength = 200;

    private readonly List<Entry> entries = [];

    private Transaction() { }

    public Guid Id { get; private set; }

    public TransactionKind Kind { get; private set; }

    /// <summary>What a charge or refund was for, for example an order's id.</summary>
    public Guid? Reference { get; private set; }

    /// <summary>What the statement says.</summary>
    public string Purpose { get; private set; } = "";

    /// <summary>The person who did it; null when a module did.</summary>
    public Guid? RecordedBy { get; private set; }

    public DateTime RecordedAt { get; private set; }

    public IReadOnlyList<Entry> Entries => entries;

    public static Transaction Deposit(SystemAccount cash, UserAccount to, Money amount, string reason, Guid by, DateTime at) =>
        Record(new Transaction { Kind = TransactionKind.Deposit, RecordedBy = by }, reason, at, (cash, Minus(amount)), (to, amount));

    public static Transaction Charge(UserAccount from, SystemAccount sales, Money amount, Guid reference, string purpose, DateTime at) =>
        Record(
            new Transaction { Kind = TransactionKind.Charge, Reference = reference },
            purpose,
            at,
            (from, Minus(amount)),
            (sales, amount)
        );

    public static Transaction Refund(SystemAccount sales, UserAccount to, Money amount, Guid reference, string purpose, DateTime at) =>
        Record(new Transaction { Kind = TransactionKind.Refund, Reference = reference }, purpose, at, (sales, Minus(amount)), (to, amount));

    /// <summary>Books the postings, or none of them when they do not balance.</summary>
    /// <exception cref="InvalidOperationException">The amounts do not sum to zero, are nothing, or are in several currencies.</exception>
    internal static Transaction Record(
        Transaction transaction,
        string purpose,
        DateTime at,
        params (Account Account, Money Amount)[] postings
    )
    {
        MustBalance(postings);
        transaction.Id = Guid.CreateVersion7();
        transaction.Purpose = purpose.Length > MaxPurposeLength ? purpose[..MaxPurposeLength] : purpose;
        transaction.RecordedAt = at;
        transaction.entries.AddRange(postings.Select(posting => posting.Account.Post(posting.Amount, transaction)));
        return transaction;
    }

    private static void MustBalance(IReadOnlyList<(Account Account, Money Amount)> postings)
    {
        var sum = postings.Aggregate(Money.Zero(postings[0].Account.Currency), (total, posting) => total + posting.Amount);
        if (sum.Minor != 0 || postings.Any(posting => posting.Amount.Minor == 0 || posting.Account.Currency != sum.Currency))
        {
            throw new InvalidOperationException($"The entries of a transaction sum to zero in one currency; these sum to {sum}.");
        }
    }

    /// <exception cref="ProblemException">Only what is more than nothing can be moved: a negative deposit would be a withdrawal.</exception>
    private static Money Minus(Money amount) =>
        amount.Minor > 0
            ? new Money(-amount.Minor, amount.Currency)
            : throw ProblemException.Unprocessable("payments.amount_not_positive", "The amount must be more than nothing.");
}
