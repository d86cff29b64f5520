using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Row locks in LINQ queries.</summary>
public static class RowLocks
{
    internal const string Wait = "lock rows";
    internal const string Skip = "lock rows, skip locked ones";

    /// <summary>
    /// Locks the rows read until the transaction ends, so that what a domain rule decides still holds when it is saved. Read them in
    /// a fixed order (by key), or two transactions that lock the same rows can meet in a deadlock. SQLite needs no row locks: its
    /// write transactions run one at a time. What is locked are the rows of the query itself: one that reads from another query, as
    /// <c>Take</c> before <c>First</c> makes it, is refused, because the other's rows would stay free.
    /// </summary>
    /// <exception cref="InvalidOperationException">When it runs: the query reads from another one.</exception>
    public static IQueryable<T> ForUpdate<T>(this IQueryable<T> query)
        where T : class => query.TagWith(Wait);

    /// <summary>Like <see cref="ForUpdate{T}"/>, but passes over rows that another transaction holds.</summary>
    public static IQueryable<T> ForUpdateSkipLocked<T>(this IQueryable<T> query)
        where T : class => query.TagWith(Skip);
}

/// <summary>Appends the locking clause that EF Core has no operator for to the queries tagged by <see cref="RowLocks"/>.</summary>
internal sealed class ForUpdateInterceptor : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Lock(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Lock(command);
        return ValueTask.FromResult(result);
    }

    private static void Lock(DbCommand command)
    {
        if (command.CommandText.StartsWith("-- " + RowLocks.Skip, StringComparison.Ordinal))
        {
            command.CommandText = Locking(command.CommandText) + "\nFOR UPDATE SKIP LOCKED";
        }
        else if (command.CommandText.StartsWith("-- " + RowLocks.Wait, StringComparison.Ordinal))
        {
            command.CommandText = Locking(command.CommandText) + "\nFOR UPDATE";
        }
    }

    private static string Locking(string sql) =>
        sql.Contains("FROM (", StringComparison.Ordinal) || sql.Contains("JOIN (", StringComparison.Ordinal)
            ? throw new InvalidOperationException("A lock does not reach the rows of a query within the query:\n" + sql)
            : sql.TrimEnd().TrimEnd(';');
}
