using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;

namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// Dates messages of a module's outbox anew that were written before the clock went back: what was due is due, and a timer runs for
/// as long as it was set. A row's own date moves with it, so that several instances that do this at once do it once.
/// </summary>
internal sealed class OutboxDates : IDisposable
{
    private const int Batch = 200;

    // Reads the whole outbox, so seldom; what was on its way to it when the clock went back is found then.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly HostedModule module;
    private readonly IServiceScopeFactory scopes;
    private readonly MessagingOptions options;
    private readonly TimeProvider clock;
    private readonly ClockWatch watch;
    private readonly ILogger logger;
    private long? correctedAt;
    private volatile bool wentBack;

    public OutboxDates(
        HostedModule module,
        IServiceScopeFactory scopes,
        MessagingOptions options,
        TimeProvider clock,
        ClockWatch watch,
        ILogger logger
    )
    {
        (this.module, this.scopes, this.options, this.clock, this.watch, this.logger) = (module, scopes, options, clock, watch, logger);
        watch.WentBack += Note;
    }

    public void Dispose() => watch.WentBack -= Note;

    /// <summary>Does so at the first call, when the clock has gone back, and now and then.</summary>
    public async Task CorrectAsync(CancellationToken cancellationToken)
    {
        if (!wentBack && correctedAt is { } before && clock.GetElapsedTime(before) < Interval)
        {
            return;
        }

        (wentBack, correctedAt) = (false, null);
        while (await CorrectSomeAsync(cancellationToken) == Batch) { }

        correctedAt = clock.GetTimestamp();
    }

    private void Note() => wentBack = true;

    private async Task<int> CorrectSomeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var outbox = module.ContextFrom(scope.ServiceProvider).Outbox;
        var now = clock.GetUtcNow().UtcDateTime;
        var (latest, latestRetry) = (now + MessagingOptions.ClockSkew, options.LatestRetry(now));
        var rows = await outbox
            .AsNoTracking()
            .Where(message => message.CreatedAt > latest || (message.Attempts > 0 && message.DueAt > latestRetry))
            .OrderBy(message => message.Id)
            .Take(Batch)
            .Select(message => new
            {
                message.Id,
                message.CreatedAt,
                message.DueAt,
                message.Attempts,
            })
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            var createdAt = row.CreatedAt < now ? row.CreatedAt : now;
            var dueAt = row.Attempts > 0 ? now : now + (row.DueAt - row.CreatedAt);
            await outbox
                .Where(message => message.Id == row.Id && message.CreatedAt == row.CreatedAt && message.DueAt == row.DueAt)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(message => message.CreatedAt, createdAt).SetProperty(message => message.DueAt, dueAt),
                    cancellationToken
                );
        }

        if (rows.Count > 0)
        {
            logger.LogWarning("{Count} messages of {Module} were dated in the future, and are dated anew", rows.Count, module.Name);
        }

        return rows.Count;
    }
}
