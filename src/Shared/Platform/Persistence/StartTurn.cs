using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Modules;
using MySqlConnector;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// A module's turn to run its start tasks: of instances that start at once, one after another has it, so that a task that finds nothing
/// there and makes it needs no care of its own. The server takes it back from a connection that ends, so a killed instance holds up nobody.
/// See GET_LOCK in the manuals of MySQL and MariaDB. SQLite serves one process, which needs no turn.
/// </summary>
internal sealed class StartTurn : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DbContext context;
    private readonly MySqlConnection connection;
    private readonly string name;

    private StartTurn(DbContext context, MySqlConnection connection, string name) =>
        (this.context, this.connection, this.name) = (context, connection, name);

    /// <summary>Waits for the turn.</summary>
    /// <param name="context">The module's schema; it stays connected until the turn ends.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ModuleSetupException">Another instance has had it for two minutes.</exception>
    public static async Task<StartTurn?> TakeAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (!context.Database.IsMySql())
        {
            return null;
        }

        await context.Database.OpenConnectionAsync(cancellationToken);
        var connection = (MySqlConnection)context.Database.GetDbConnection();
        // Names are the whole server's, which several installations may share.
        var name = $"{connection.Database}.start";
        await using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT GET_LOCK(@name, {Patience.TotalSeconds})");
        command.CommandTimeout = (int)Patience.TotalSeconds + 10;
        command.Parameters.AddWithValue("@name", name);
        if (await command.ExecuteScalarAsync(cancellationToken) is not (1 or 1L))
        {
            throw new ModuleSetupException(
                $"Another instance has been preparing the data of {connection.Database} for {Patience.TotalMinutes:0} minutes. "
                    + "Look at what it waits for, and start this one again."
            );
        }

        return new StartTurn(context, connection, name);
    }

    public async ValueTask DisposeAsync()
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "DO RELEASE_LOCK(@name)";
        command.Parameters.AddWithValue("@name", name);
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception lost) when (lost is MySqlException or InvalidOperationException)
        {
            // A connection that broke has given the turn back already, and what broke it is the failure to be heard of.
        }

        // A pooled context would keep it.
        await context.Database.CloseConnectionAsync();
    }
}
