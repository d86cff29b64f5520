using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Persistence;

/// <summary>Pooled contexts on a file of their own, with what modules on SQLite have on their connections.</summary>
internal sealed class PooledSqlite : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PooledDbContextFactory<DbContext> contexts;

    public PooledSqlite() =>
        contexts = new PooledDbContextFactory<DbContext>(
            new DbContextOptionsBuilder<DbContext>()
                .UseSqlite($"Data Source={folder["rows.db"]}")
                .AddInterceptors(LastingSqliteConnections.Instance, SqliteFailedCommit.Instance)
                .Options
        );

    public DbContext CreateDbContext() => contexts.CreateDbContext();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}
