using System.Data;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Placement.Registry;

/// <summary>
/// The rows of the registry. Leases are set and judged by the database's clock, in the statement itself, so that the clocks of the
/// instances do not matter.
/// </summary>
internal sealed class RegistryTable(IDbContextFactory<RegistryDbContext> contexts, RegistryOptions options)
{
    // In renewal intervals: a renewal that is later than this is missing.
    private const double LongestRenewal = 1.5;

    private static readonly TimeSpan LeastTimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take: a registry that does not answer before the next renewal is due is away.</summary>
    private TimeSpan TimeLimit => options.RenewalInterval > LeastTimeLimit ? options.RenewalInterval : LeastTimeLimit;

    /// <summary>All instances, in the order of their ids.</summary>
    public Task<List<InstanceRow>> ReadAsync(CancellationToken cancellationToken) =>
        RunAsync(
            (context, limit) =>
                context.Instances.AsNoTracking().Where(row => row.EvictedAt == null).OrderBy(row => row.Id).ToListAsync(limit),
            cancellationToken
        );

    /// <summary>Adds the row of an instance, or gives it a new lease. Whoever was at its address before is gone, and its row with it.</summary>
    public Task RegisterAsync(Instance instance, CancellationToken cancellationToken) =>
        RunAsync(
            async (context, limit) =>
            {
                var (modules, address, status) = (
                    string.Join(',', instance.Modules),
                    instance.Address.ToString(),
                    instance.Status.ToString()
                );
                await context.Database.ExecuteSqlAsync($"DELETE FROM instances WHERE address = {address} AND id <> {instance.Id}", limit);
                return await context.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO instances (id, modules, address, zone, version, status, started, last_heartbeat, lease_until)
                    VALUES ({instance.Id}, {modules}, {address}, {instance.Zone}, {instance.Version}, {status}, {instance.Started},
                        UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL {Microseconds(options.Lease)} MICROSECOND)
                    ON DUPLICATE KEY UPDATE
                        status = {status}, last_heartbeat = UTC_TIMESTAMP(6), evicted_at = NULL,
                        lease_until = UTC_TIMESTAMP(6) + INTERVAL {Microseconds(options.Lease)} MICROSECOND
                    """,
                    limit
                );
            },
            cancellationToken
        );

    /// <summary>Renews the lease and says where the instance stands.</summary>
    /// <returns>Whether it was still registered.</returns>
    public Task<bool> RenewAsync(string id, InstanceStatus status, CancellationToken cancellationToken) =>
        RunAsync(
            async (context, limit) =>
                await context.Database.ExecuteSqlAsync(
                    $"""
                    UPDATE instances
                    SET status = {status.ToString()}, last_heartbeat = UTC_TIMESTAMP(6),
                        lease_until = UTC_TIMESTAMP(6) + INTERVAL {Microseconds(options.Lease)} MICROSECOND
                    WHERE id = {id} AND evicted_at IS NULL
                    """,
                    limit
                ) > 0,
            cancellationToken
        );

    /// <summary>Takes the row away.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        RunAsync((context, limit) => context.Database.ExecuteSqlAsync($"DELETE FROM instances WHERE id = {id}", limit), cancellationToken);

    /// <summary>
    /// Evicts the instances whose leases are over, unless too many are missing: then only those whose leases have been over for
    /// <see cref="RegistryOptions.MassExpiryLimit"/>. Leases end one by one even where all renewals stop at once, so whoever was silent
    /// for longer than a renewal may take is missing already, and whoever was evicted within the last lease still is. A row that is being
    /// renewed at the same time, or evicted by another instance, is left alone.
    /// </summary>
    public Task<Eviction> EvictAsync(CancellationToken cancellationToken) =>
        RunAsync(
            async (context, limit) =>
            {
                await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, limit);
                var forgotten = await EvictedBefore(context, options.Lease).Select(row => row.Id).ToListAsync(limit);
                await context.Instances.Where(row => forgotten.Contains(row.Id)).ExecuteDeleteAsync(limit);
                var all = await context.Instances.CountAsync(limit);
                var missing = await Missing(context).CountAsync(limit);
                var isMass = missing > Math.Max(1, (int)(all * options.ExpiryShare));
                var overdue = await OverdueSince(context, TimeSpan.Zero).CountAsync(limit);
                var evicted = await OverdueSince(context, isMass ? options.MassExpiryLimit : TimeSpan.Zero, " FOR UPDATE SKIP LOCKED")
                    .Select(row => row.Id)
                    .ToListAsync(limit);
                foreach (var id in evicted)
                {
                    await context.Database.ExecuteSqlAsync($"UPDATE instances SET evicted_at = UTC_TIMESTAMP(6) WHERE id = {id}", limit);
                }

                await transaction.CommitAsync(limit);
                return new Eviction(evicted, isMass ? overdue - evicted.Count : 0, all);
            },
            cancellationToken
        );

    private static IQueryable<InstanceRow> EvictedBefore(RegistryDbContext context, TimeSpan time) =>
        context
            .Instances.FromSqlRaw(
                "SELECT * FROM instances WHERE evicted_at < UTC_TIMESTAMP(6) - INTERVAL {0} MICROSECOND FOR UPDATE SKIP LOCKED",
                Microseconds(time)
            )
            .AsNoTracking();

    private IQueryable<InstanceRow> Missing(RegistryDbContext context) =>
        context
            .Instances.FromSqlRaw(
                """
                SELECT * FROM instances
                WHERE evicted_at IS NOT NULL OR lease_until < UTC_TIMESTAMP(6)
                    OR last_heartbeat < UTC_TIMESTAMP(6) - INTERVAL {0} MICROSECOND
                """,
                Microseconds(options.RenewalInterval * LongestRenewal)
            )
            .AsNoTracking();

    private static IQueryable<InstanceRow> OverdueSince(RegistryDbContext context, TimeSpan time, string locking = "") =>
        context
            .Instances.FromSqlRaw(
                "SELECT * FROM instances WHERE evicted_at IS NULL AND lease_until < UTC_TIMESTAMP(6) - INTERVAL {0} MICROSECOND" + locking,
                Microseconds(time)
            )
            .AsNoTracking();

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task<T> RunAsync<T>(Func<RegistryDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(limit.Token);
            return await work(context, limit.Token);
        }
        catch (Exception failure)
            when (failure is OperationCanceledException ? !cancellationToken.IsCancellationRequested : DatabaseFault.IsCauseOf(failure))
        {
            throw new RegistryAwayException(failure);
        }
    }
}

/// <summary>What an eviction found.</summary>
/// <param name="Evicted">The ids of the instances that were evicted.</param>
/// <param name="Kept">How many were kept although their leases are over, because too many are missing.</param>
/// <param name="All">How many there were, with those evicted within the last lease.</param>
internal sealed record Eviction(IReadOnlyList<string> Evicted, int Kept, int All);

/// <summary>The registry cannot be reached; whoever needs it goes on with what it knows.</summary>
internal sealed class RegistryAwayException(Exception cause) : Exception("The registry cannot be reached: " + cause.Message, cause);
