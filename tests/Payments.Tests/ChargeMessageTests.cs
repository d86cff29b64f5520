using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Contracts;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Testing;

namespace MonolithFirst.Payments.Tests;

public sealed class ChargeMessagesOnSqliteTests() : ChargeMessageTests(TestDatabase.Sqlite);

public sealed class ChargeMessagesOnMySqlTests() : ChargeMessageTests(TestDatabase.MySql);

/// <summary>Charges and refunds in any order, doubled and at once; the same on both databases.</summary>
public abstract class ChargeMessageTests(TestDatabase kind) : IAsyncLifetime
{
    private static readonly Money Ten = new(10_00, "EUR");

    private readonly Guid user = Guid.NewGuid();
    private readonly Guid order = Guid.NewGuid();
    private EmptyDatabase database = null!;
    private PaymentsInProcess payments = null!;

    private TakeCharge Take => new(order, user, Ten, "Order 1");

    private RefundCharge Refund => new(order);

    public async ValueTask InitializeAsync()
    {
        database = await EmptyDatabase.MakeAsync(kind);
        payments = await PaymentsInProcess.StartAsync(database.Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await payments.DisposeAsync();
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_charge_is_taken_once_and_every_command_is_answered()
    {
        await payments.DepositAsync(user, new Money(25_00, "EUR"));
        var messageId = Guid.CreateVersion7();

        await payments.DeliverAsync(Take, messageId);
        await payments.DeliverAsync(Take, messageId);
        await payments.DeliverAsync(Take);

        Assert.Equal([new ChargeTaken(order, Ten), new ChargeTaken(order, Ten)], await payments.AnswersAsync(order));
        Assert.Equal(15_00, await payments.BalanceAsync(user));
        Assert.Equal(1, await payments.TransactionsAsync(order));
        await MustBalanceAsync();
    }

    [Fact]
    public async Task A_refund_gives_the_money_back_once()
    {
        await payments.DepositAsync(user, Ten);

        await payments.DeliverAsync(Take);
        await payments.DeliverAsync(Refund);
        await payments.DeliverAsync(Refund);
        await payments.DeliverAsync(Take);

        Assert.Equal(
            [
                new ChargeTaken(order, Ten),
                new ChargeRefunded(order, Ten),
                new ChargeRefunded(order, Ten),
                new ChargeRefused(order, ChargeRefusal.Refunded),
            ],
            await payments.AnswersAsync(order)
        );
        Assert.Equal(10_00, await payments.BalanceAsync(user));
        await MustBalanceAsync();
    }

    [Fact]
    public async Task A_refund_that_overtakes_its_charge_has_it_refused()
    {
        await payments.DepositAsync(user, Ten);

        await payments.DeliverAsync(Refund);
        await payments.DeliverAsync(Take);
        await payments.DeliverAsync(Refund);

        Assert.Equal(
            [new ChargeRefunded(order, null), new ChargeRefused(order, ChargeRefusal.Refunded), new ChargeRefunded(order, null)],
            await payments.AnswersAsync(order)
        );
        Assert.Equal(10_00, await payments.BalanceAsync(user));
        Assert.Equal(0, await payments.TransactionsAsync(order));
    }

    [Fact]
    public async Task A_refusal_stays_one_when_money_comes_later()
    {
        await payments.DeliverAsync(Take);
        await payments.DepositAsync(user, Ten);
        await payments.DeliverAsync(Take);

        var refused = new ChargeRefused(order, ChargeRefusal.InsufficientFunds);
        Assert.Equal([refused, refused], await payments.AnswersAsync(order));
        Assert.Equal(10_00, await payments.BalanceAsync(user));
    }

    [Fact]
    public async Task Money_in_another_currency_does_not_count()
    {
        await payments.DepositAsync(user, new Money(10_00, "USD"));

        await payments.DeliverAsync(Take);

        Assert.Equal([new ChargeRefused(order, ChargeRefusal.InsufficientFunds)], await payments.AnswersAsync(order));
        Assert.Equal(10_00, await payments.BalanceAsync(user, "USD"));
    }

    [Fact]
    public async Task Many_charges_at_once_take_what_is_there_and_no_more()
    {
        var orders = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToList();
        await payments.DepositAsync(user, Ten * 10);

        await Task.WhenAll(orders.Select(id => payments.DeliverAsync(new TakeCharge(id, user, Ten, "Order"))));

        var answers = (await Task.WhenAll(orders.Select(payments.AnswersAsync))).Select(Assert.Single).ToList();
        Assert.Equal(10, answers.Count(answer => answer is ChargeTaken));
        Assert.Equal(10, answers.Count(answer => answer is ChargeRefused));
        Assert.Equal(0, await payments.BalanceAsync(user));
        await MustBalanceAsync();
    }

    [Fact]
    public async Task Charge_and_refund_of_a_reference_may_race()
    {
        await payments.DepositAsync(user, Ten);

        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => new[] { payments.DeliverAsync(Take), payments.DeliverAsync(Refund) }));

        Assert.Equal(8, (await payments.AnswersAsync(order)).Count);
        Assert.Equal(10_00, await payments.BalanceAsync(user));
        await MustBalanceAsync();
    }

    [Fact]
    public async Task First_deposits_at_once_open_one_account()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => payments.DepositAsync(user, Ten)));

        Assert.Equal(80_00, await payments.BalanceAsync(user));
        var check = await payments.CheckAsync();
        Assert.Equal(1, check.Accounts);
        Assert.Equal(new Money(-80_00, "EUR"), Assert.Single(check.SystemAccounts).Balance);
        Assert.True(check.Balanced);
    }

    [Fact]
    public async Task The_statement_says_of_each_entry_what_it_is_and_what_it_is_for()
    {
        await payments.DepositAsync(user, Ten);
        await payments.DeliverAsync(Take);
        await payments.DeliverAsync(Refund);

        var rows = await payments.StatementAsync(user);

        Assert.Equal(
            [
                (TransactionKind.Refund, order, "Refund: Order 1"),
                (TransactionKind.Charge, order, "Order 1"),
                (TransactionKind.Deposit, (Guid?)null, "Counter"),
            ],
            rows.Select(row => (row.Kind, row.Reference, row.Purpose))
        );
    }

    [Fact]
    public async Task Entries_from_before_they_said_what_they_are_say_it_after_the_migration()
    {
        await payments.DepositAsync(user, Ten);
        await payments.DeliverAsync(Take);
        await payments.DeliverAsync(Refund);

        await payments.InContextAsync(async db =>
        {
            var migrator = db.GetService<IMigrator>();
            await migrator.MigrateAsync("Initial");
            await migrator.MigrateAsync();
            return true;
        });

        Assert.True((await payments.CheckAsync()).Balanced);
        var kinds = await payments.InContextAsync(db =>
            db.Entries.Where(entry => entry.UserId == user).OrderBy(entry => entry.Number).Select(entry => entry.Kind).ToListAsync()
        );
        Assert.Equal([TransactionKind.Deposit, TransactionKind.Charge, TransactionKind.Refund], kinds);
    }

    [Fact]
    public async Task The_check_finds_what_does_not_add_up()
    {
        await payments.DepositAsync(user, Ten);
        await payments.InContextAsync(async db =>
        {
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
                db.Database,
                "UPDATE entries SET amount_minor = amount_minor + 1, kind = 'Refund' WHERE number IS NOT NULL"
            );
            return true;
        });

        var check = await payments.CheckAsync();

        Assert.False(check.Balanced);
        Assert.Single(check.UnbalancedTransactions);
        Assert.Single(check.ContradictedTransactions);
        Assert.Single(check.WrongAccounts);
    }

    [Fact]
    public async Task Any_sequence_of_deposits_charges_and_refunds_keeps_the_ledger_balanced()
    {
        // What: 0 deposit, 1 charge, 2 refund; then which of two users, which of four references, and how much.
        var steps = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 3], Gen.Long[1, 30_00]).Array[1, 15];
        await steps.SampleAsync(RunAsync, iter: 15, threads: 1);
    }

    private async Task RunAsync((int What, int Who, int Which, long Minor)[] steps)
    {
        Guid[] users = [Guid.NewGuid(), Guid.NewGuid()];
        Guid[] references = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        var commands = 0;
        foreach (var (what, who, which, minor) in steps)
        {
            var amount = new Money(minor, "EUR");
            await (
                what switch
                {
                    0 => payments.DepositAsync(users[who], amount),
                    1 => payments.DeliverAsync(new TakeCharge(references[which], users[who], amount, "Order")),
                    _ => payments.DeliverAsync(new RefundCharge(references[which])),
                }
            );
            commands += what == 0 ? 0 : 1;
        }

        var check = await payments.CheckAsync();
        Assert.True(check.Balanced);
        var answers = await Task.WhenAll(references.Select(payments.AnswersAsync));
        Assert.Equal(commands, answers.Sum(answer => answer.Count));
        var deposited = steps.Where(step => step.What == 0).Sum(step => step.Minor);
        var balances = await Task.WhenAll(users.Select(id => payments.BalanceAsync(id)));
        Assert.All(balances, balance => Assert.InRange(balance, 0, deposited));
    }

    private async Task MustBalanceAsync()
    {
        var check = await payments.CheckAsync();
        Assert.True(check.Balanced);
        Assert.Equal(0, check.SystemAccounts.Sum(account => account.Balance.Minor) + await payments.BalanceAsync(user));
    }
}
