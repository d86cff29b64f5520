using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// SQLite rolls a transaction back by itself when its commit fails, for lack of space for example. The provider does not know that: it
/// would roll back once more when the transaction is disposed, fail, and hide the cause. So it gets a transaction to roll back.
/// </summary>
internal sealed class SqliteFailedCommit : DbTransactionInterceptor
{
    public static readonly SqliteFailedCommit Instance = new();

    private const string Commit = "Commit";

    public override void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) =>
        Restore(transaction, eventData);

    public override Task TransactionFailedAsync(
        DbTransaction transaction,
        TransactionErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Restore(transaction, eventData);
        return Task.CompletedTask;
    }

    private static void Restore(DbTransaction transaction, TransactionErrorEventData failed)
    {
        // Of a transaction that SQLite has rolled back before its commit, the provider knows, and rolls nothing back: one begun
        // here would stay open on the pooled connection, and whoever gets that next could not work with it.
        if (
            failed is { Action: Commit, Exception: SqliteException }
            && transaction.Connection is SqliteConnection { Handle: { } handle }
            && raw.sqlite3_get_autocommit(handle) != 0
        )
        {
            _ = raw.sqlite3_exec(handle, "BEGIN");
        }
    }
}
