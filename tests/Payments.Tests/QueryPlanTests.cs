using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Payments.Features;
using MonolithFirst.Platform.Web;
using MonolithFirst.Testing;

namespace MonolithFirst.Payments.Tests;

/// <summary>How SQLite goes about what a list asks of it.</summary>
public sealed class QueryPlanTests
{
    [Fact]
    public async Task A_page_of_transactions_reads_the_entries_of_its_own_transactions_alone()
    {
        var plans = await PlansOfAPageAsync();

        var plan = Assert.Single(plans, plan => plan.Statement.Contains("\"entries\"", StringComparison.Ordinal)).Steps;
        Assert.Contains(plan, step => step.Contains("ix_entries_transaction_id", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("MATERIALIZE", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN e", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_of_transactions_of_a_kind_reads_no_others_and_sorts_none()
    {
        var plans = await PlansOfAPageAsync(kind: TransactionKind.Deposit);

        // Counted, read, and read with their entries.
        Assert.Equal(3, plans.Count);
        Assert.All(
            plans,
            plan =>
            {
                var step = Assert.Single(plan.Steps, step => step.Split(' ')[..2] is ["SCAN" or "SEARCH", "t"]);
                Assert.Contains("ix_transactions_kind_recorded_at_id (kind=?)", step, StringComparison.Ordinal);
            }
        );
        Assert.DoesNotContain(plans[1].Steps, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_of_a_users_transactions_starts_from_the_users_accounts()
    {
        var user = Guid.NewGuid();

        var plans = await PlansOfAPageAsync(user, ofUser: user);

        Assert.All(plans, plan => Assert.DoesNotContain(plan.Steps, step => step is "SCAN t" or "SCAN e"));
        Assert.All(plans, plan => Assert.DoesNotContain(plan.Steps, step => step.Contains("CORRELATED", StringComparison.Ordinal)));
        Assert.Contains(plans[0].Steps, step => step.Contains("ix_accounts_user_id_currency (user_id=?)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_of_a_users_transactions_of_a_kind_starts_from_those_entries()
    {
        var user = Guid.NewGuid();

        var plans = await PlansOfAPageAsync(user, TransactionKind.Deposit, ofUser: user);

        Assert.All(plans, plan => Assert.DoesNotContain(plan.Steps, step => step is "SCAN t" or "SCAN e"));
        Assert.All(plans, plan => Assert.DoesNotContain(plan.Steps, step => step.Contains("(kind=?)", StringComparison.Ordinal)));
        Assert.Contains(
            plans[0].Steps,
            step => step.Contains("ix_entries_kind_user_id_recorded_at (kind=? AND user_id=?)", StringComparison.Ordinal)
        );
    }

    private static async Task<IReadOnlyList<(string Statement, IReadOnlyList<string> Steps)>> PlansOfAPageAsync(
        Guid? user = null,
        TransactionKind? kind = null,
        Guid? ofUser = null
    )
    {
        await using var database = await EmptyDatabase.MakeAsync(TestDatabase.Sqlite);
        using var seen = new SeenStatements(database.Settings["Database:DataFolder"]!);
        await using var payments = await PaymentsInProcess.StartAsync(database.Settings);
        await payments.DepositAsync(user ?? Guid.NewGuid(), new Money(10_00, "EUR"));
        seen.Statements.Clear();

        var page = await payments.InContextAsync(db =>
            new ReadTransactions.Handler(db).Handle(
                new ReadTransactions.Request(null, null, ofUser, kind, new PageQuery()),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(2, Assert.Single(page.Items).Entries.Count);
        var plans = new List<(string, IReadOnlyList<string>)>();
        foreach (var statement in seen.Statements.ToList())
        {
            plans.Add((statement.Text, await payments.InContextAsync(db => PlanOfAsync(db, statement))));
        }

        return plans;
    }

    private static async Task<IReadOnlyList<string>> PlanOfAsync(DbContext db, Statement statement)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + statement.Text;
        foreach (var (name, value) in statement.Parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        var steps = new List<string>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            steps.Add(rows.GetString(3));
        }

        return steps;
    }

    private sealed record Statement(string Text, IReadOnlyList<(string Name, object? Value)> Parameters);

    /// <summary>The statements that contexts have executed on files of a folder. From before the first: EF Core asks now and then who listens.</summary>
    private sealed class SeenStatements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string folder;
        private readonly ConcurrentBag<IDisposable> subscriptions = [];

        public SeenStatements(string folder)
        {
            this.folder = folder;
            subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public ConcurrentQueue<Statement> Statements { get; } = [];

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (
                value.Key == RelationalEventId.CommandExecuting.Name
                && value.Value is CommandEventData { Command: var command }
                && command.Connection!.DataSource.StartsWith(folder, StringComparison.Ordinal)
            )
            {
                var parameters = command.Parameters.Cast<DbParameter>().Select(given => (given.ParameterName, given.Value));
                Statements.Enqueue(new Statement(command.CommandText, [.. parameters]));
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose()
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Dispose();
            }
        }
    }
}
