using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// Dates messages of a module's outbox anew that were written before the clock went back: what was due is due, and a timer runs for
/// as long as it was set. Several instances may do this at once: a row is locked by one of them, and is right for the others.
/// </summary>
internal sealed class OutboxDates : IDisposable
{
    private const int Batch = 200;

    // Reads the whole outbox, so seldom. And for as long after the clock went back at each look: what was on its way to the outbox in that
    // moment comes with the old date, and gets there within the time limits of requests and handlers.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly HostedModule module;
    private readonly IServiceScopeFactory scopes;
    private readonly UnitOfWork unitOfWork;
    private readonly MessagingOptions options;
    private readonly TimeProvider clock;
    private readonly ClockWatch watch;
    private readonly ILogger logger;
    private long? correctedAt;
    private long wentBackAt;

    public OutboxDates(
        HostedModule module,
        IServiceScopeFactory scopes,
        UnitOfWork unitOfWork,
        MessagingOptions options,
        TimeProvider clock,
        ClockWatch watch,
        ILogger logger
    )
    {
        (this.module, this.scopes, this.unitOfWork) = (module, scopes, unitOfWork);
        (this.options, this.clock, this.watch, this.logger) = (options, clock, watch, logger);
        watch.WentBack += Note;
    }

    public void Dispose() => watch.WentBack -= Note;

    /// <summary>Does so at the first call, at each for a minute after the clock has gone back, and now and then.</summary>
    public async Task CorrectAsync(CancellationToken cancellationToken)
    {
        if (!WentBackLately && correctedAt is { } before && clock.GetElapsedTime(before) < Interval)
        {
            return;
        }

        correctedAt = null;
        await CorrectAllAsync(cancellationToken);
        correctedAt = clock.GetTimestamp();
    }

    private bool WentBackLately => Volatile.Read(ref wentBackAt) is var at and not 0 && clock.GetElapsedTime(at) < Interval;

    private void Note() => Volatile.Write(ref wentBackAt, clock.GetTimestamp());

    private async Task CorrectAllAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = module.ContextFrom(scope.ServiceProvider);
        var now = clock.GetUtcNow().UtcDateTime;
        var (latest, latestRetry) = (now + MessagingOptions.ClockSkew, options.LatestRetry(now));
        var wrong = context.Outbox.Where(message => message.CreatedAt > latest || (message.Attempts > 0 && message.DueAt > latestRetry));
        // Nearly always there is none, and nothing is locked to see that.
        if (!await wrong.AnyAsync(cancellationToken))
        {
            return;
        }

        var corrected = await unitOfWork.RunInBatchesAsync(
            context,
            Batch,
            token => CorrectSomeAsync(context, wrong, now, token),
            cancellationToken
        );
        if (corrected > 0)
        {
            logger.LogWarning("{Count} messages of {Module} were dated in the future, and are dated anew", corrected, module.Name);
        }
    }

    private static async Task<int> CorrectSomeAsync(
        ModuleDbContext context,
        IQueryable<OutboxMessage> wrong,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        context.Forget();
        // One that is being delivered stays locked for as long as its receiver takes, and is for the next time if it is still there then.
        var rows = await wrong.OrderBy(row => row.Id).ForUpdateSkipLocked().Take(Batch).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            row.DueAt = row.Attempts > 0 ? now : now + (row.DueAt - row.CreatedAt);
            row.CreatedAt = row.CreatedAt < now ? row.CreatedAt : now;
        }

        return rows.Count;
    }
}
