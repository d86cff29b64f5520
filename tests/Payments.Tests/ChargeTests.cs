using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Contracts;
using MonolithFirst.Payments.Domain;

namespace MonolithFirst.Payments.Tests;

public sealed class ChargeTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly Money Ten = new(10_00, "EUR");

    private readonly UserAccount account = UserAccount.Open(Guid.NewGuid(), "EUR", Now);
    private readonly SystemAccount sales = SystemAccount.Open(SystemAccountName.Sales, "EUR", Now);
    private readonly Charge charge = new(Guid.NewGuid(), Now);

    public ChargeTests()
    {
        var cash = SystemAccount.Open(SystemAccountName.Cash, "EUR", Now);
        Transaction.Deposit(cash, account, Ten, "", Guid.NewGuid(), Now);
    }

    [Fact]
    public void Money_that_is_there_is_taken()
    {
        Assert.NotNull(charge.Take(account, sales, Ten, "Order 1", Now));

        Assert.Equal(new ChargeTaken(charge.Reference, Ten), charge.AnswerToTake);
        Assert.Equal(0, account.BalanceMinor);
    }

    [Fact]
    public void A_charge_beyond_the_balance_is_refused_and_changes_nothing()
    {
        Assert.Null(charge.Take(account, sales, new Money(10_01, "EUR"), "", Now));

        Assert.Equal(new ChargeRefused(charge.Reference, ChargeRefusal.InsufficientFunds), charge.AnswerToTake);
        Assert.Equal(10_00, account.BalanceMinor);
    }

    [Fact]
    public void Without_an_account_a_charge_is_refused()
    {
        Assert.Null(charge.Take(null, sales, Ten, "", Now));
        Assert.Equal(new ChargeRefused(charge.Reference, ChargeRefusal.InsufficientFunds), charge.AnswerToTake);
    }

    [Fact]
    public void A_refund_gives_back_what_was_taken_and_later_charges_are_refused()
    {
        charge.Take(account, sales, Ten, "Order 1", Now);
        var refund = charge.GiveBack(account, sales, Now);

        Assert.Equal("Refund: Order 1", refund.Purpose);
        Assert.Equal(10_00, account.BalanceMinor);
        Assert.Equal(new ChargeRefunded(charge.Reference, Ten), charge.AnswerToRefund);
        Assert.Equal(new ChargeRefused(charge.Reference, ChargeRefusal.Refunded), charge.AnswerToTake);
    }

    [Fact]
    public void A_refund_that_comes_first_leaves_a_tombstone()
    {
        charge.Close(Now);

        Assert.Equal(new ChargeRefunded(charge.Reference, null), charge.AnswerToRefund);
        Assert.Equal(new ChargeRefused(charge.Reference, ChargeRefusal.Refunded), charge.AnswerToTake);
        Assert.Throws<InvalidOperationException>(() => charge.Take(account, sales, Ten, "", Now));
    }

    [Fact]
    public void Money_is_taken_and_given_back_once()
    {
        charge.Take(account, sales, Ten, "", Now);
        Assert.Throws<InvalidOperationException>(() => charge.Take(account, sales, Ten, "", Now));
        Assert.Throws<InvalidOperationException>(() => charge.Close(Now));
        charge.GiveBack(account, sales, Now);
        Assert.Throws<InvalidOperationException>(() => charge.GiveBack(account, sales, Now));
    }
}
