using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace MonolithFirst.Testing;

/// <summary>A module's tables, reached past the host: to look at rows, and to make what no client can. In SQL they carry no schema.</summary>
public sealed class ModuleTables
{
    // A million rows on a busy machine.
    private const int Patience = 180;

    private readonly Func<Task<DbConnection>> open;

    private ModuleTables(Func<Task<DbConnection>> open) => this.open = open;

    /// <summary>Those in a folder of files, whoever has written them.</summary>
    public static ModuleTables In(string folder, string module)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, module + ".db"), Pooling = false };
        return new ModuleTables(async () =>
        {
            var connection = new SqliteConnection(file.ConnectionString);
            await connection.OpenAsync();
            return connection;
        });
    }

    /// <summary>Those on a server.</summary>
    public static ModuleTables On(MariaDbServer server, string module)
    {
        ArgumentNullException.ThrowIfNull(server);
        var schema = new MySqlConnectionStringBuilder(server.AdministratorConnection) { Database = module, Pooling = false };
        return new ModuleTables(async () =>
        {
            var connection = await server.ConnectAsync(schema.ConnectionString);
            // As the host does: an update looks at rows that others have locked, and does not wait for those that it is not about.
            await using var isolation = new MySqlCommand("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", connection);
            await isolation.ExecuteNonQueryAsync();
            return connection;
        });
    }

    /// <summary>Opens a connection.</summary>
    public Task<DbConnection> OpenAsync() => open();

    /// <summary>Executes SQL.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, Patience);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads one value.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, Patience);
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }

    /// <summary>A time as both databases keep it, for SQL.</summary>
    public static string Text(DateTime time) => string.Create(CultureInfo.InvariantCulture, $"'{time:yyyy-MM-dd HH:mm:ss.ffffff}'");
}
