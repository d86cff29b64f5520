using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MonolithFirst.Platform.Persistence;

/// <summary>The one place that knows the database providers: how a module's context connects, locks and tells errors apart.</summary>
public sealed class ModuleDatabase(DatabaseOptions settings)
{
    // The lowest versions that are supported; naming one spares a connection at start, and the SQL stays within both.
    private static readonly ServerVersion LowestServer = new MariaDbServerVersion(new Version(10, 11, 0));

    private const int LockTimeLimit = 5;

    /// <summary>
    /// How many contexts of a module wait for their next use, on SQLite each with its connection. More are made and not kept.
    /// </summary>
    internal const int PoolSize = 32;

    private readonly ForUpdateInterceptor forUpdate = new();
    private readonly RowVersionInterceptor rowVersion = new();

    /// <summary>Which database.</summary>
    public DatabaseProvider Provider => settings.Provider;

    /// <summary>The settings.</summary>
    public DatabaseOptions Settings => settings;

    /// <summary>Configures a module's context.</summary>
    public void Configure(DbContextOptionsBuilder options, string module)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Provider == DatabaseProvider.MySql)
        {
            options.UseMySql(settings.MySqlConnectionOf(module), LowestServer);
            options.AddInterceptors(forUpdate);
            options.ReplaceService<IMigrationCommandExecutor, ResumableMigrations>();
        }
        else
        {
            // A statement costs no round trip here, and what a row has several of, read by the same one, SQLite may first write down whole: of all
            // rows (https://www.sqlite.org/optoverview.html#flattening, the right side of a LEFT JOIN that is a join).
            options.UseSqlite(SqliteConnectionOf(module), sqlite => sqlite.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery));
            options.AddInterceptors(LastingSqliteConnections.Instance, SqliteFailedCommit.Instance);
        }

        options.AddInterceptors(rowVersion);
        options.ReplaceService<IMigrationsAssembly, ProviderMigrationsAssembly>();
        options.ConfigureWarnings(warnings =>
            warnings
                // The platform logs what a failed command means to the user; the same failure as EF's error event would be a second alarm.
                .Ignore(
                    CoreEventId.SaveChangesFailed,
                    CoreEventId.QueryIterationFailed,
                    RelationalEventId.CommandError,
                    RelationalEventId.TransactionError
                )
                // A test compares models and migrations; doing it again at every start is work for nothing.
                .Ignore(RelationalEventId.PendingModelChangesWarning)
        );
    }

    private string SqliteConnectionOf(string module) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = settings.SqliteFileOf(module),
            ForeignKeys = true,
            // This process's writers wait for each other elsewhere; this is the wait for a lock of another program's.
            DefaultTimeout = LockTimeLimit,
        }.ConnectionString;
}
