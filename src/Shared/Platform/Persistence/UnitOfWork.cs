using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MySqlConnector;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// Runs work on a module's schema in one transaction: handles, saves, commits, and then wakes the relay for the messages sent.
/// A deadlock, a lock that took too long, or a row that somebody else changed meanwhile makes it start again with a clean context.
/// </summary>
public sealed class UnitOfWork(ILogger<UnitOfWork> logger)
{
    private const int Attempts = 6;
    private const int SqliteBusy = 5;

    // Whoever has waited this long gives way: those who wait behind would wait for as long again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    // SQLite lets one writer in at a time; waiting here is fair and asynchronous, waiting inside SQLite is neither.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Writers = new();

    /// <summary>Runs the work, saves and commits. The work may run several times, each time with nothing loaded.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row kept changing underneath.</exception>
    public async Task<T> RunAsync<T>(ModuleDbContext context, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(work);
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(context, work, cancellationToken);
            }
            catch (Exception failure) when (attempt < Attempts && IsTransient(failure) && Stopwatch.GetElapsedTime(began) < Patience)
            {
                context.Forget();
                logger.LogInformation(
                    "Transaction starts again after attempt {Attempt}: {Reason}",
                    attempt,
                    failure.GetBaseException().Message
                );
                await Task.Delay(Random.Shared.Next(5, 20 * attempt * attempt), cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="RunAsync{T}" />
    public Task RunAsync(ModuleDbContext context, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            context,
            async token =>
            {
                await work(token);
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Repeats the work for as long as it finds a whole batch to do. Small transactions, because a large one would hold its locks, and
    /// SQLite's one writer, for as long as it takes.
    /// </summary>
    /// <param name="context">The schema.</param>
    /// <param name="batch">The most rows that the work takes on at once.</param>
    /// <param name="work">Does a batch, and returns how many rows that was.</param>
    /// <param name="cancellationToken">Ends it after a batch.</param>
    /// <returns>The rows of all batches.</returns>
    public async Task<int> RunInBatchesAsync(
        ModuleDbContext context,
        int batch,
        Func<CancellationToken, Task<int>> work,
        CancellationToken cancellationToken
    )
    {
        var total = 0;
        int rows;
        do
        {
            rows = await RunAsync(context, work, cancellationToken);
            total += rows;
        } while (rows == batch);

        return total;
    }

    private static async Task<T> RunOnceAsync<T>(
        ModuleDbContext context,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        var writer = context.Database.IsSqlite()
            ? Writers.GetOrAdd(context.Database.GetConnectionString()!, _ => new SemaphoreSlim(1, 1))
            : null;
        if (writer is not null && !await writer.WaitAsync(Patience, cancellationToken))
        {
            throw new SqliteException($"Others have been writing for {Patience.TotalSeconds:0} s.", SqliteBusy);
        }

        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            var result = await work(cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            // A commit that has begun is seen through: cancelling it would leave open whether it happened.
            await transaction.CommitAsync(CancellationToken.None);
            context.Committed();
            return result;
        }
        finally
        {
            writer?.Release();
        }
    }

    internal static bool IsTransient(Exception failure) =>
        failure is DbUpdateConcurrencyException
        || failure.GetBaseException()
            is MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout }
                or SqliteException { SqliteErrorCode: 5 or 6 };
}
