using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// Brings committed messages from the outboxes of the hosted modules to their destinations. Commits wake it; it looks through the
/// outboxes by itself only for what fell due later, or was left behind by an instance that is gone.
/// </summary>
internal sealed class OutboxRelay(
    ModuleCatalog modules,
    IServiceScopeFactory scopes,
    UnitOfWork unitOfWork,
    OutboxSignals signals,
    OutboxLaneFactory lanes,
    MessagingOptions options,
    TimeProvider clock,
    ClockWatch clockWatch,
    ILogger<OutboxRelay> logger
) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(modules.WithSchema.Select(module => RunAsync(module, stoppingToken)));

    private async Task RunAsync(HostedModule module, CancellationToken stopping)
    {
        // What was written before this instance began may be from before its clock was set.
        using var dates = new OutboxDates(module, scopes, unitOfWork, options, clock, clockWatch, logger);
        var byDestination = modules.Known.ToDictionary(destination => destination, destination => lanes.Create(module, destination));
        var pumps = byDestination.Values.Select(lane => lane.PumpAsync(stopping)).ToList();
        pumps.Add(FollowSignalsAsync(module, byDestination, stopping));
        pumps.Add(LookThroughAsync(module, byDestination, dates, stopping));
        await Task.WhenAll(pumps);
    }

    private async Task FollowSignalsAsync(HostedModule module, Dictionary<string, OutboxLane> byDestination, CancellationToken stopping)
    {
        try
        {
            await foreach (var destination in signals.For(module.Name).ReadAllAsync(stopping))
            {
                byDestination[destination].Wake();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops; what is committed stays in the outbox.
        }
    }

    private async Task LookThroughAsync(
        HostedModule module,
        Dictionary<string, OutboxLane> byDestination,
        OutboxDates dates,
        CancellationToken stopping
    )
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = options.PollInterval;
            try
            {
                await dates.CorrectAsync(stopping);
                var now = clock.GetUtcNow().UtcDateTime;
                foreach (var (destination, dueAt) in await FirstDueAsync(module, stopping))
                {
                    if (dueAt <= now && byDestination.TryGetValue(destination, out var lane))
                    {
                        lane.Wake();
                    }
                    else if (dueAt > now && dueAt - now < pause)
                    {
                        pause = dueAt - now;
                    }
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                logger.LogWarning("The outbox of {Module} cannot be read: {Reason}", module.Name, failure.GetBaseException().Message);
            }

            await signals.Delayed(module.Name).WaitAsync(pause, clock, stopping);
        }
    }

    private async Task<List<(string Destination, DateTime DueAt)>> FirstDueAsync(HostedModule module, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = await module
            .ContextFrom(scope.ServiceProvider)
            .Outbox.GroupBy(message => message.Destination)
            .Select(lane => new { Destination = lane.Key, DueAt = lane.Min(message => message.DueAt) })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Destination, row.DueAt))];
    }
}
