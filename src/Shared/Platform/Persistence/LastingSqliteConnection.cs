using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// A connection that stays open between the uses of its pooled context. Opening one anew, also from the provider's pool, sets it up
/// anew: two settings and the dozen functions that EF Core brings along, at several times the price of a short query.
/// </summary>
internal sealed class LastingSqliteConnection(string? connectionString) : SqliteConnection(connectionString)
{
    public override void Open()
    {
        if (State == ConnectionState.Open)
        {
            return;
        }

        base.Open();
        using var command = CreateCommand();
        // SQLite keeps this by connection: every commit reaches the disk before it is reported.
        command.CommandText = "PRAGMA synchronous = FULL";
        command.ExecuteNonQuery();
    }

    /// <summary>Ends the transaction, if one is left, for whoever gets the connection next; open it stays.</summary>
    public override void Close()
    {
        Transaction?.Dispose();
        if (Handle is { } handle && raw.sqlite3_get_autocommit(handle) == 0)
        {
            _ = raw.sqlite3_exec(handle, "ROLLBACK");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            base.Close();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Gives contexts on SQLite connections that last.</summary>
internal sealed class LastingSqliteConnections : DbConnectionInterceptor
{
    public static readonly LastingSqliteConnections Instance = new();

    public override InterceptionResult<DbConnection> ConnectionCreating(
        ConnectionCreatingEventData eventData,
        InterceptionResult<DbConnection> result
    )
    {
        var connection = new LastingSqliteConnection(eventData.ConnectionString);
        AddFunctions(connection);
        return InterceptionResult<DbConnection>.SuppressWithResult(connection);
    }

    /// <summary>EF Core adds what SQLite lacks, such as arithmetic of decimals, to a connection that it makes or that a context is given.</summary>
    private static void AddFunctions(LastingSqliteConnection connection)
    {
        using var context = new DbContext(new DbContextOptionsBuilder().UseSqlite(connection).Options);
        context.Database.GetDbConnection();
    }
}
