using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using MonolithFirst.Platform.Modules;
using MySqlConnector;
using SQLitePCL;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// Reads the views of all modules together, and nothing else: on MySQL as the reporting account, on SQLite over the modules' files,
/// attached read-only under the modules' names. So the same SQL runs on both.
/// </summary>
public sealed partial class ReportingDatabase(DatabaseOptions settings, ModuleCatalog modules)
{
    /// <summary>The module whose account reads.</summary>
    public const string Module = "reporting";

    /// <summary>Whether it is the name of a view for reports.</summary>
    public static bool IsView(string name) => ViewName().IsMatch(name);

    /// <summary>Opens a session that sees one state of the data and can change none of it.</summary>
    public async Task<ReportingSession> OpenAsync(CancellationToken cancellationToken)
    {
        DbConnection connection =
            settings.Provider == DatabaseProvider.MySql
                ? new MySqlConnection(settings.MySqlConnectionOf(Module))
                // A name like this, and not a plain one, makes SQLite read the names of attached files as addresses with options.
                : new SqliteConnection("Data Source=file::memory:;Pooling=False");
        try
        {
            await connection.OpenAsync(cancellationToken);
            return new ReportingSession(connection, await BeginAsync(connection, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (connection is MySqlConnection server)
        {
            return await server.BeginTransactionAsync(IsolationLevel.RepeatableRead, isReadOnly: true, cancellationToken);
        }

        foreach (var module in modules.Hosted.Where(module => module.ReportViews.Count > 0))
        {
            await using var attach = connection.CreateCommand();
            attach.CommandText = $"ATTACH DATABASE @file AS \"{module.Name}\"";
            attach.Parameters.Add(new SqliteParameter("@file", new Uri(settings.SqliteFileOf(module.Name)).AbsoluteUri + "?mode=ro"));
            await attach.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var readOnly = connection.CreateCommand();
        readOnly.CommandText = "PRAGMA query_only = ON";
        await readOnly.ExecuteNonQueryAsync(cancellationToken);
        return ((SqliteConnection)connection).BeginTransaction(deferred: true);
    }

    [GeneratedRegex(@"^rpt_[a-z][a-z0-9_]{0,58}\z")]
    private static partial Regex ViewName();
}

/// <summary>A connection that reads the views of all modules in one read-only transaction.</summary>
public sealed class ReportingSession : IAsyncDisposable
{
    private readonly DbConnection connection;
    private readonly DbTransaction transaction;

    internal ReportingSession(DbConnection connection, DbTransaction transaction)
    {
        this.connection = connection;
        this.transaction = transaction;
    }

    /// <summary>Reads rows one by one as they come; the reader must be disposed of before the next.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="parameters">What stands for <c>@name</c> in it, by name without the sign.</param>
    /// <param name="cancellationToken">Ends it, on the server as well, also while rows are read.</param>
    public async Task<DbDataReader> QueryAsync(
        string sql,
        IEnumerable<KeyValuePair<string, object?>> parameters,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        // The token is the time limit.
        command.CommandTimeout = 0;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@" + name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        if (connection is SqliteConnection file)
        {
            // Its commands know of no cancelling; the library beneath does.
            cancellationToken.Register(() => raw.sqlite3_interrupt(file.Handle));
        }

        return await command.ExecuteReaderAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
