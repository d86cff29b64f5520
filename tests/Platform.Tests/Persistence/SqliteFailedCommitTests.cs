using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Tests.Persistence;

/// <summary>What SQLite does by itself to a transaction, for lack of space for example, leaves the pooled connection fit for use.</summary>
public sealed class SqliteFailedCommitTests : IDisposable
{
    private readonly PooledSqlite contexts = new();

    [Fact]
    public async Task A_transaction_that_SQLite_rolled_back_leaves_none_open_on_the_pooled_connection()
    {
        await using (var context = Open())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await transaction.CreateSavepointAsync("before", TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<SqliteException>(() => InsertAgainAsync(context));
            // This is what hides the cause from whoever tries it; it must do no more than that.
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                transaction.RollbackToSavepointAsync("before", TestContext.Current.CancellationToken)
            );
        }

        await using var next = Open();
        await using var theirs = await next.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await theirs.CommitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_commit_that_fails_says_why_and_leaves_no_transaction_open()
    {
        await using (var context = Open())
        {
            var failure = await Assert.ThrowsAsync<SqliteException>(async () =>
            {
                await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
                await context.Database.ExecuteSqlRawAsync("INSERT INTO child VALUES (42)", TestContext.Current.CancellationToken);
                await transaction.CommitAsync(TestContext.Current.CancellationToken);
            });
            Assert.Contains("FOREIGN KEY", failure.Message, StringComparison.Ordinal);
        }

        await using var next = Open();
        await using var theirs = await next.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await theirs.CommitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => contexts.Dispose();

    private DbContext Open()
    {
        var context = contexts.CreateDbContext();
        context.Database.ExecuteSqlRaw(
            """
            CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY);
            INSERT OR IGNORE INTO row VALUES (1);
            CREATE TABLE IF NOT EXISTS child (row_id INTEGER REFERENCES row DEFERRABLE INITIALLY DEFERRED);
            """
        );
        return context;
    }

    private static Task InsertAgainAsync(DbContext context) =>
        context.Database.ExecuteSqlRawAsync("INSERT OR ROLLBACK INTO row VALUES (1)", TestContext.Current.CancellationToken);
}
