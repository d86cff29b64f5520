using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
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

        var files = (SqliteConnection)connection;
        // A sum that both servers do, and SQLite in no way that they know.
        files.CreateFunction("DATEDIFF", (string? later, string? earlier) => DaysBetween(later, earlier), isDeterministic: true);
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
        return files.BeginTransaction(deferred: true);
    }

    private static int? DaysBetween(string? later, string? earlier) =>
        later is null || earlier is null ? null : DayOf(later).DayNumber - DayOf(earlier).DayNumber;

    private static DateOnly DayOf(string time) => DateOnly.ParseExact(time.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);

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

    /// <summary>Reads rows one by one as they come; each is good until the next. One query at a time.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="parameters">What stands for <c>@name</c> in it, by name without the sign.</param>
    /// <param name="cancellationToken">Ends it, on the server as well, also while rows are read.</param>
    /// <exception cref="ReportViewException">A view is not there yet, or may not be read.</exception>
    public async IAsyncEnumerable<DbDataReader> RowsAsync(
        string sql,
        IEnumerable<KeyValuePair<string, object?>> parameters,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(parameters);
        await using var command = connection.CreateCommand();
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

        // SQLite's commands know of no cancelling; the library beneath does.
        await using var interrupt = connection is SqliteConnection file
            ? cancellationToken.Register(() => raw.sqlite3_interrupt(file.Handle))
            : default;
        await using var reader = await AskAsync(() => command.ExecuteReaderAsync(cancellationToken), cancellationToken);
        while (await AskAsync(() => reader.ReadAsync(cancellationToken), cancellationToken))
        {
            yield return reader;
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (DbException stopped) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The query was stopped.", stopped, cancellationToken);
        }
        catch (DbException refused) when (IsAboutAView(refused))
        {
            throw new ReportViewException(refused);
        }
    }

    private static bool IsAboutAView(DbException refused) =>
        refused switch
        {
            MySqlException
            {
                ErrorCode: MySqlErrorCode.NoSuchTable
                    or MySqlErrorCode.UnknownDatabase
                    or MySqlErrorCode.TableAccessDenied
                    or MySqlErrorCode.DatabaseAccessDenied
                    or MySqlErrorCode.ViewInvalid
            } => true,
            // SQLite has one code for all that is wrong with a statement.
            SqliteException { SqliteErrorCode: raw.SQLITE_ERROR } => refused.Message.Contains("no such table", StringComparison.Ordinal),
            _ => false,
        };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>
/// A report reads a view that is not there, or that the reporting account may not read: its module has not been started since it publishes
/// it, or <c>provision</c> has not been run since.
/// </summary>
public sealed class ReportViewException(DbException refused)
    : Exception(
        $"A view for reports cannot be read: {refused?.Message} On MySQL run `provision`, and start the module that publishes it.",
        refused
    );
