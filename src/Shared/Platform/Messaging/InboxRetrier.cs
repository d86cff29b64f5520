using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Messaging;

/// <summary>Retries kept messages when their pause is over. One that fails again does not hold up the others.</summary>
internal sealed class InboxRetrier(
    ModuleCatalog modules,
    IServiceScopeFactory scopes,
    DeliveryReceiver receiver,
    InboxSignals signals,
    MessagingOptions options,
    TimeProvider clock,
    ILogger<InboxRetrier> logger
) : BackgroundService
{
    private const int Batch = 100;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(modules.WithSchema.Select(module => RunAsync(module, stoppingToken)));

    private async Task RunAsync(HostedModule module, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var due = await DueAsync(module, stopping);
                var tried = 0;
                await Parallel.ForEachAsync(
                    due,
                    new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = stopping },
                    async (id, token) => Interlocked.Add(ref tried, await RetryAsync(module, id, token) ? 1 : 0)
                );
                // A whole batch that others hold, or that the database did not let through, is no reason to look again at once.
                if (due.Count < Batch || tried == 0)
                {
                    await signals.For(module.Name).WaitAsync(options.PollInterval, clock, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogWarning("The inbox of {Module} cannot be read: {Reason}", module.Name, failure.GetBaseException().Message);
                await Task.Delay(options.PollInterval, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<List<Guid>> DueAsync(HostedModule module, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = module.ContextFrom(scope.ServiceProvider);
        var now = clock.GetUtcNow().UtcDateTime;
        var rows = await context
            .Inbox.Where(message => message.Status == InboxStatus.Retrying)
            .OrderBy(message => message.DueAt)
            .Select(message => new { message.Id, message.DueAt })
            .Take(Batch)
            .ToListAsync(cancellationToken);
        if (rows.FirstOrDefault(row => row.DueAt > now) is { } next)
        {
            signals.Expect(module.Name, next.DueAt!.Value);
        }

        var latest = options.LatestRetry(now);
        return [.. rows.Where(row => row.DueAt <= now || row.DueAt > latest).Select(row => row.Id)];
    }

    private async Task<bool> RetryAsync(HostedModule module, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await receiver.RetryAsync(module, id, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(failure, "Message {MessageId} of {Module} could not be retried", id, module.Name);
            return false;
        }
    }
}
