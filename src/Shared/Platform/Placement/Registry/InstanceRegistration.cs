using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Registry;

/// <summary>
/// Keeps this process in the registry: starting, up once it listens, down while a module here cannot work, draining once it is asked to
/// stop, gone when it has stopped. Evicts others whose leases are over. While the registry is away it tries again at every renewal, and
/// nothing else suffers.
/// </summary>
internal sealed class InstanceRegistration(
    PlacementOptions options,
    ModuleCatalog catalog,
    RegistryTable table,
    IServer server,
    Health health,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<InstanceRegistration> logger
) : BackgroundService
{
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly string id = Guid.CreateVersion7().ToString();
    private readonly DateTime started = clock.GetUtcNow().UtcDateTime;
    private volatile InstanceStatus stage = InstanceStatus.Starting;
    private volatile bool isUnable;
    private bool isRegistered;
    private bool isAway;
    private bool wasMass;
    private long lastRenewal;
    private long? unbrokenSince;

    /// <summary>This process as others see it; null while its address is not known, which without <c>Placement:Address</c> is until it listens.</summary>
    public Instance? Self =>
        (options.Address ?? ListeningAt()) is { } address
            ? new Instance(
                id,
                address,
                options.Zone,
                options.OwnVersion,
                [.. catalog.Hosted.Select(module => module.Name)],
                stage == InstanceStatus.Up && isUnable ? InstanceStatus.Down : stage,
                started,
                clock.GetUtcNow().UtcDateTime
            )
            : null;

    /// <summary>Says at once where this process stands. Never fails; a registry that is away hears of it when it is back.</summary>
    public Task BecomeAsync(InstanceStatus now, CancellationToken cancellationToken)
    {
        stage = now;
        return HeartbeatAsync(cancellationToken);
    }

    /// <summary>Renews the lease, registers where there is none, looks whether this process can work, and evicts. Never fails.</summary>
    public async Task HeartbeatAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (Self is { } self)
            {
                await RenewAsync(self, cancellationToken);
                await JudgeItselfAsync(cancellationToken);
                await EvictAsync(cancellationToken);
                Reached();
            }
        }
        catch (RegistryAwayException away)
        {
            unbrokenSince = null;
            if (!isAway)
            {
                isAway = true;
                logger.LogWarning(away, "The registry is away; this instance goes on, and registers when it is back");
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Begins, also before the host does: while schemas are brought up to date, others see that this process is starting.</summary>
    public override Task StartAsync(CancellationToken cancellationToken) =>
        ExecuteTask is null ? base.StartAsync(cancellationToken) : Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await turn.WaitAsync(cancellationToken);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(RemovalLimit);
            await table.RemoveAsync(id, limit.Token);
        }
        catch (Exception away) when (away is RegistryAwayException or OperationCanceledException)
        {
            logger.LogWarning(away, "The registry is away; this instance stays in it until its lease ends");
        }
        finally
        {
            turn.Release();
        }
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var up = lifetime.ApplicationStarted.Register(() => _ = BecomeQuietlyAsync(InstanceStatus.Up, stoppingToken));
        using var draining = lifetime.ApplicationStopping.Register(() => _ = BecomeQuietlyAsync(InstanceStatus.Draining, stoppingToken));
        using var timer = new PeriodicTimer(options.Registry.RenewalInterval, clock);
        try
        {
            do
            {
                await HeartbeatAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host has stopped; the row goes next.
        }
    }

    private async Task BecomeQuietlyAsync(InstanceStatus now, CancellationToken stopping)
    {
        try
        {
            await BecomeAsync(now, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The row goes next.
        }
    }

    private async Task RenewAsync(Instance self, CancellationToken cancellationToken)
    {
        // A process that was held up for a whole lease has missed what happened meanwhile.
        if (isRegistered && clock.GetElapsedTime(lastRenewal) > options.Registry.Lease)
        {
            unbrokenSince = null;
        }

        if (!isRegistered || !await table.RenewAsync(id, self.Status, cancellationToken))
        {
            if (isRegistered)
            {
                unbrokenSince = null;
                logger.LogWarning("This instance was evicted from the registry; it registers again");
            }

            await table.RegisterAsync(self, cancellationToken);
            isRegistered = true;
        }

        lastRenewal = clock.GetTimestamp();
        unbrokenSince ??= lastRenewal;
    }

    /// <summary>
    /// Says that this process is down while a module here cannot work. A database that holds the registry as well tells nothing while it is
    /// away, and the heartbeat that finds it back leaves it a renewal's time: else all instances would be down at once.
    /// </summary>
    private async Task JudgeItselfAsync(CancellationToken cancellationToken)
    {
        if (stage != InstanceStatus.Up || isAway)
        {
            return;
        }

        var cannotWork = (await health.CheckAsync(cancellationToken)).Status == Health.Unavailable;
        if (cannotWork == isUnable)
        {
            return;
        }

        isUnable = cannotWork;
        if (cannotWork)
        {
            logger.LogWarning("This instance is down: a module here cannot work");
        }
        else
        {
            logger.LogInformation("This instance is up again");
        }

        await RenewAsync(Self!, cancellationToken);
    }

    /// <summary>
    /// Only an instance that could renew for a whole lease may judge others: after a registry has been away, all of them have had that
    /// long to renew, too. So even of two instances the dead one goes, and one that could only not reach the registry stays.
    /// </summary>
    private async Task EvictAsync(CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(unbrokenSince!.Value) < options.Registry.Lease)
        {
            return;
        }

        var eviction = await table.EvictAsync(cancellationToken);
        foreach (var evicted in eviction.Evicted)
        {
            logger.LogWarning("Instance {Instance} was evicted: its lease was over", evicted);
        }

        if (eviction.Kept > 0 && !wasMass)
        {
            logger.LogWarning(
                "{Overdue} of {All} leases are over at once, which is taken for a fault of the registry: none of them is evicted",
                eviction.Kept,
                eviction.All
            );
        }

        wasMass = eviction.Kept > 0;
    }

    private void Reached()
    {
        if (isAway)
        {
            isAway = false;
            logger.LogInformation("The registry is back");
        }
    }

    private Uri? ListeningAt()
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } listening)
        {
            return null;
        }

        var address = BindingAddress.Parse(listening);
        // Port 0 is replaced by the real one once the server listens.
        if (address.Port == 0)
        {
            return null;
        }

        var name = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? System.Net.Dns.GetHostName() : address.Host;
        return new Uri($"{address.Scheme}://{name}:{address.Port}");
    }
}
