using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using MonolithFirst.Testing;
using MySqlConnector;

namespace MonolithFirst.Benchmarks.Bare;

/// <summary>
/// The modules' schemas by plain SQL, for the bare API and for counting. On SQLite the files are attached under the modules' names, so
/// that the same SQL runs on both databases.
/// </summary>
internal sealed class Database(string description) : IDisposable
{
    private const string SqlitePrefix = "sqlite:";

    private readonly ConcurrentBag<SqliteConnection> idle = [];
    private readonly SemaphoreSlim writer = new(1, 1);

    // Work is given the connection alone, and its commands belong to the transaction that the connection is in. Ids are texts, as on SQLite.
    private readonly string mySql = IsOfSqlite(description)
        ? ""
        : new MySqlConnectionStringBuilder(description)
        {
            IgnoreCommandTransaction = true,
            GuidFormat = MySqlGuidFormat.None,
        }.ConnectionString;

    public bool IsSqlite { get; } = IsOfSqlite(description);

    public static bool IsOfSqlite(string description) => description.StartsWith(SqlitePrefix, StringComparison.Ordinal);

    public static string OfSqlite(string dataFolder) => SqlitePrefix + dataFolder;

    /// <summary>Runs work in one transaction; anew where the server has chosen it as a deadlock's victim, as the host does.</summary>
    public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work)
    {
        // SQLite has one writer, and waiting here is fairer than its own retrying.
        if (IsSqlite)
        {
            await writer.WaitAsync();
        }

        try
        {
            while (true)
            {
                try
                {
                    return await ReadAsync(async connection =>
                    {
                        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
                        var result = await work(connection);
                        await transaction.CommitAsync();
                        return result;
                    });
                }
                catch (MySqlException deadlock) when (deadlock.ErrorCode == MySqlErrorCode.LockDeadlock)
                {
                    // The server has rolled it back for another one to go on.
                }
            }
        }
        finally
        {
            if (IsSqlite)
            {
                writer.Release();
            }
        }
    }

    /// <summary>Runs work on a connection.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work)
    {
        if (!IsSqlite)
        {
            await using var connection = new MySqlConnection(mySql);
            await connection.OpenAsync();
            return await work(connection);
        }

        var rented = idle.TryTake(out var open) ? open : OpenSqlite();
        try
        {
            return await work(rented);
        }
        finally
        {
            idle.Add(rented);
        }
    }

    /// <summary>One number.</summary>
    public Task<long> CountAsync(string sql) =>
        ReadAsync(async connection =>
        {
            await using var command = Sql.Command(connection, sql);
            return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        });

    public void Dispose()
    {
        while (idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        writer.Dispose();
    }

    private SqliteConnection OpenSqlite()
    {
        var connection = new SqliteConnection("Data Source=:memory:;Pooling=False;Foreign Keys=True");
        connection.Open();
        foreach (var module in SourceTree.Modules)
        {
            using var attach = Sql.Command(
                connection,
                $"ATTACH DATABASE @p0 AS {module}; PRAGMA {module}.synchronous = FULL",
                Path.Combine(description[SqlitePrefix.Length..], module + ".db")
            );
            attach.ExecuteNonQuery();
        }

        return connection;
    }
}

/// <summary>Commands with positional parameters.</summary>
internal static class Sql
{
    /// <summary>A command in whose text <c>@p0</c> stands for the first value.</summary>
    public static DbCommand Command(DbConnection connection, string sql, params IReadOnlyList<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 0; index < values.Count; index++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@p" + index.ToString(System.Globalization.CultureInfo.InvariantCulture);
            parameter.Value = values[index] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static async Task ExecuteAsync(DbConnection connection, string sql, params IReadOnlyList<object?> values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync();
    }
}
