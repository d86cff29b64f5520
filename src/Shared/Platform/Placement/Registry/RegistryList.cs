using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MonolithFirst.Platform.Placement.Registry;

/// <summary>The registry as it was last read, which stays in use while it cannot be.</summary>
internal sealed class RegistryList(RegistryTable table, RegistryOptions options, TimeProvider clock, ILogger<RegistryList> logger)
    : BackgroundService
{
    private readonly ChangeSignal changed = new();
    private IReadOnlyList<InstanceRow> last = [];
    private bool isAway;

    /// <summary>All instances, whichever modules they host and wherever they stand.</summary>
    public IReadOnlyList<InstanceRow> Last => Volatile.Read(ref last);

    /// <summary>Fires at the next change, heartbeats apart; to be had before the list is read.</summary>
    public IChangeToken NextChange => changed.Next;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The first calls must not find an empty list.
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads the registry, if that is possible.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await table.ReadAsync(cancellationToken);
            var isChanged = !read.Select(Lasting).SequenceEqual(Last.Select(Lasting));
            Volatile.Write(ref last, read);
            isAway = false;
            if (isChanged)
            {
                changed.Fire();
            }
        }
        catch (RegistryAwayException away)
        {
            if (!isAway)
            {
                isAway = true;
                logger.LogWarning(away, "The registry is away; the {Count} instances last known stay in use", Last.Count);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RefreshInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RefreshAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static (string, string, string, string?, string, InstanceStatus) Lasting(InstanceRow row) =>
        (row.Id, row.Modules, row.Address, row.Zone, row.Version, row.Status);
}
