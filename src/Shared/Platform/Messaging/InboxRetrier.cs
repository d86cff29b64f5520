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
        Task.WhenAll(modules.Hosted.Where(module => module.ContextType is not null).Select(module => RunAsync(module, stoppingToken)));

    private async Task RunAsync(HostedModule module, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var due = await DueAsync(module, stopping);
                await Parallel.ForEachAsync(
                    due,
                    new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = stopping },
                    async (id, token) => await RetryAsync(module, id, token)
                );
                if (due.Count < Batch)
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

    private async Task RetryAsync(HostedModule module, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await receiver.RetryAsync(module, id, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(failure, "Message {MessageId} of {Module} could not be retried", id, module.Name);
            await PostponeAsync(module, id, cancellationToken);
        }
    }

    /// <summary>The transaction itself failed and recorded nothing: without a later due time the same message would be tried in a loop.</summary>
    private async Task PostponeAsync(HostedModule module, Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var dueAt = clock.GetUtcNow().UtcDateTime + options.LongestRetryPause / 10;
        await module
            .ContextFrom(scope.ServiceProvider)
            .Inbox.Where(message => message.Id == id && message.Status == InboxStatus.Retrying)
            .ExecuteUpdateAsync(row => row.SetProperty(message => message.DueAt, (DateTime?)dueAt), cancellationToken);
    }
}
