using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Payments.Tests;

public sealed class TransactionTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly UserAccount account = UserAccount.Open(Guid.NewGuid(), "EUR", Now);
    private readonly SystemAccount cash = SystemAccount.Open(SystemAccountName.Cash, "EUR", Now);
    private readonly SystemAccount sales = SystemAccount.Open(SystemAccountName.Sales, "EUR", Now);

    [Fact]
    public void A_deposit_moves_money_from_cash_to_the_account()
    {
        var deposit = Transaction.Deposit(cash, account, new Money(500, "EUR"), "Counter", Guid.NewGuid(), Now);

        Assert.Equal(new Money(500, "EUR"), account.Balance);
        Assert.Equal(0, deposit.Entries.Sum(entry => entry.Amount.Minor));
        Assert.Equal(500, deposit.Entries.Single(entry => entry.AccountId == account.Id).BalanceAfterMinor);
        Assert.Equal(-500, deposit.Entries.Single(entry => entry.AccountId == cash.Id).Amount.Minor);
    }

    [Fact]
    public void Entries_of_an_account_are_numbered_without_gaps()
    {
        var numbers = Enumerable
            .Range(0, 3)
            .Select(_ => Transaction.Deposit(cash, account, new Money(1, "EUR"), "", Guid.NewGuid(), Now))
            .Select(deposit => deposit.Entries.Single(entry => entry.AccountId == account.Id).Number);

        Assert.Equal([1, 2, 3], numbers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nothing_and_less_than_nothing_cannot_be_moved(long minor)
    {
        var refused = Assert.Throws<ProblemException>(() =>
            Transaction.Deposit(cash, account, new Money(minor, "EUR"), "", Guid.NewGuid(), Now)
        );

        Assert.Equal("payments.amount_not_positive", refused.Code);
        Assert.Equal(0, account.BalanceMinor);
    }

    [Fact]
    public void An_account_is_never_below_zero()
    {
        Transaction.Deposit(cash, account, new Money(100, "EUR"), "", Guid.NewGuid(), Now);

        var refused = Assert.Throws<ProblemException>(() =>
            Transaction.Charge(account, sales, new Money(101, "EUR"), Guid.NewGuid(), "", Now)
        );

        Assert.Equal("payments.insufficient_funds", refused.Code);
        Assert.Equal(100, account.BalanceMinor);
        Assert.Equal(1, account.EntryCount);
    }

    [Fact]
    public void Entries_that_do_not_sum_to_zero_are_no_transaction()
    {
        Assert.Throws<InvalidOperationException>(() => Record((cash, new Money(-5, "EUR")), (account, new Money(4, "EUR"))));
        Assert.Throws<InvalidOperationException>(() => Record((cash, new Money(0, "EUR")), (account, new Money(0, "EUR"))));
        Assert.Throws<InvalidOperationException>(() => Record((account, new Money(5, "EUR"))));
        Assert.Equal(0, account.BalanceMinor);
    }

    [Fact]
    public void Currencies_do_not_mix()
    {
        Assert.Throws<InvalidOperationException>(() => Record((cash, new Money(-5, "EUR")), (account, new Money(5, "USD"))));
        Assert.Throws<InvalidOperationException>(() => Record((cash, new Money(-5, "USD")), (account, new Money(5, "USD"))));
        Assert.False(account.Holds(new Money(0, "USD")));
    }

    [Fact]
    public void A_purpose_that_is_too_long_is_cut_and_not_refused()
    {
        var deposit = Transaction.Deposit(cash, account, new Money(1, "EUR"), new string('x', 500), Guid.NewGuid(), Now);

        Assert.Equal(Transaction.MaxPurposeLength, deposit.Purpose.Length);
    }

    private static Transaction Record(params (Account Account, Money Amount)[] postings) =>
        Transaction.Record(Transaction.Deposit(Cash(), Open(), new Money(1, "EUR"), "", Guid.Empty, Now), "", Now, postings);

    private static SystemAccount Cash() => SystemAccount.Open(SystemAccountName.Cash, "EUR", Now);

    private static UserAccount Open() => UserAccount.Open(Guid.NewGuid(), "EUR", Now);
}
