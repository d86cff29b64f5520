using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using MySqlConnector;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// Executes migrations on MySQL so that one that was cut off, by a kill or by a power cut, goes on where it was. MySQL commits each
/// change of a table by itself, so half a migration stays behind, and beginning anew would fail at the first table that is there already.
/// Each migration's progress is kept beside EF Core's history. Changes of rows commit together with their progress. Of a change of a
/// table alone it can be unknown whether it happened: then the server's word that it had is taken for done.
/// </summary>
internal sealed class ResumableMigrations : IMigrationCommandExecutor
{
    private const string Table = "`__migration_progress`";

    // Table, column, key or foreign key there already; or, after a drop or a renaming, not there any more.
    private static readonly int[] DoneBefore = [1050, 1060, 1061, 1826, 1051, 1054, 1091, 1146];

    public async Task<int> ExecuteNonQueryAsync(
        IReadOnlyList<MigrationCommand> migrationCommands,
        IRelationalConnection connection,
        MigrationExecutionState executionState,
        bool commitTransaction,
        IsolationLevel? isolationLevel = null,
        CancellationToken cancellationToken = default
    )
    {
        if (executionState.Transaction is { } around)
        {
            await around.CommitAsync(cancellationToken);
            await around.DisposeAsync();
            executionState.Transaction = null;
        }

        if (executionState.CurrentMigrationId is not { } migration)
        {
            await ExecuteNonQueryAsync(migrationCommands, connection, cancellationToken);
            return -1;
        }

        var progress = new Progress(connection, migration, cancellationToken);
        var (done, isUnsure) = await progress.ReadAsync();
        for (var index = done; index < migrationCommands.Count; index++)
        {
            await progress.WriteAsync(index, running: true);
            await using (var transaction = await BeginAsync(migrationCommands[index], connection, cancellationToken))
            {
                try
                {
                    await migrationCommands[index].ExecuteNonQueryAsync(connection, null, cancellationToken);
                }
                catch (MySqlException failure) when (isUnsure && index == done && DoneBefore.Contains(failure.Number))
                {
                    // It had happened; only its progress was not written any more.
                }
                catch (MySqlException failure) when (connection.DbConnection.State == ConnectionState.Open && failure.SqlState is not null)
                {
                    // Refused by the server, so it has surely not happened.
                    if (transaction is not null)
                    {
                        await transaction.RollbackAsync(CancellationToken.None);
                    }

                    await progress.WriteAsync(index, running: false);
                    throw;
                }

                await progress.WriteAsync(index + 1, running: false);
                if (transaction is not null)
                {
                    await transaction.CommitAsync(CancellationToken.None);
                }
            }

            executionState.LastCommittedCommandIndex = index + 1;
        }

        return -1;
    }

    public async Task ExecuteNonQueryAsync(
        IEnumerable<MigrationCommand> migrationCommands,
        IRelationalConnection connection,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var command in migrationCommands)
        {
            await command.ExecuteNonQueryAsync(connection, null, cancellationToken);
        }
    }

    public void ExecuteNonQuery(IEnumerable<MigrationCommand> migrationCommands, IRelationalConnection connection) =>
        throw new NotSupportedException("Migrations run asynchronously.");

    public int ExecuteNonQuery(
        IReadOnlyList<MigrationCommand> migrationCommands,
        IRelationalConnection connection,
        MigrationExecutionState executionState,
        bool commitTransaction,
        IsolationLevel? isolationLevel = null
    ) => throw new NotSupportedException("Migrations run asynchronously.");

    private static async Task<IDbContextTransaction?> BeginAsync(
        MigrationCommand command,
        IRelationalConnection connection,
        CancellationToken cancellationToken
    ) => command.TransactionSuppressed ? null : await connection.BeginTransactionAsync(cancellationToken);

    /// <summary>How far a migration has come; the migrations lock is held.</summary>
    private sealed class Progress(IRelationalConnection connection, string migration, CancellationToken cancellationToken)
    {
        /// <returns>How many commands are done, and whether the next may be as well.</returns>
        public async Task<(int Done, bool IsUnsure)> ReadAsync()
        {
            await ExecuteAsync(
                $"CREATE TABLE IF NOT EXISTS {Table} (migration_id VARCHAR(150) NOT NULL PRIMARY KEY, done INT NOT NULL, running BOOLEAN NOT NULL)"
            );
            await using var select = Command($"SELECT done, running FROM {Table} WHERE migration_id = @migration");
            await using var rows = await select.ExecuteReaderAsync(cancellationToken);
            return await rows.ReadAsync(cancellationToken) ? (rows.GetInt32(0), rows.GetBoolean(1)) : (0, false);
        }

        public Task WriteAsync(int done, bool running) =>
            ExecuteAsync(
                $"INSERT INTO {Table} (migration_id, done, running) VALUES (@migration, @done, @running) "
                    + "ON DUPLICATE KEY UPDATE done = @done, running = @running",
                ("@done", done),
                ("@running", running)
            );

        private async Task ExecuteAsync(string sql, params IEnumerable<(string Name, object Value)> values)
        {
            await using var command = Command(sql, values);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private DbCommand Command(string sql, params IEnumerable<(string Name, object Value)> values)
        {
            var command = connection.DbConnection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = connection.CurrentTransaction?.GetDbTransaction();
            foreach (var (name, value) in values.Append(("@migration", migration)))
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            return command;
        }
    }
}
