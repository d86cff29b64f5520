using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Tests.Persistence;

/// <summary>Connections to SQLite outlive the use of their context, with all that belongs to them and nothing of what was done on them.</summary>
public sealed class LastingSqliteConnectionTests : IDisposable
{
    private readonly PooledSqlite contexts = new();

    [Fact]
    public async Task The_next_user_of_a_pooled_context_finds_its_connection_open_and_durable()
    {
        await UseAsync("PRAGMA journal_mode = WAL");
        var opened = 0;
        await using (var first = contexts.CreateDbContext())
        {
            first.Database.GetDbConnection().StateChange += (_, _) => opened++;
            await first.Database.ExecuteSqlRawAsync("SELECT 1", TestContext.Current.CancellationToken);
        }

        await using var next = contexts.CreateDbContext();
        Assert.Equal(2, await ScalarAsync(next, "SELECT synchronous AS Value FROM pragma_synchronous"));
        Assert.Equal(0, opened);
    }

    [Fact]
    public async Task A_transaction_that_was_left_open_is_nobody_elses()
    {
        await UseAsync("CREATE TABLE row (id INTEGER PRIMARY KEY)");
        // Begun behind the provider's back: it would not end it.
        await UseAsync("BEGIN; INSERT INTO row VALUES (1)");

        await using var next = contexts.CreateDbContext();
        await using var theirs = await next.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await ScalarAsync(next, "SELECT COUNT(*) AS Value FROM row"));
    }

    [Fact]
    public async Task Decimals_are_reckoned_as_EF_Core_does_it()
    {
        await using var context = contexts.CreateDbContext();
        Assert.Equal(
            "0.3",
            await context
                .Database.SqlQueryRaw<string>("SELECT ef_add('0.1', '0.2') AS Value")
                .SingleAsync(TestContext.Current.CancellationToken)
        );
    }

    public void Dispose() => contexts.Dispose();

    private async Task UseAsync(string sql)
    {
        await using var context = contexts.CreateDbContext();
        await context.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }

    private static Task<int> ScalarAsync(DbContext context, string sql) =>
        context.Database.SqlQueryRaw<int>(sql).SingleAsync(TestContext.Current.CancellationToken);
}
