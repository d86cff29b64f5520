using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement.LoadBalancing;

namespace MonolithFirst.Platform.Placement;

/// <summary>
/// The instances of the modules that live elsewhere, as Microsoft.Extensions.ServiceDiscovery resolves them, whichever provider is
/// plugged in. Kept in memory and refreshed in the background: what was last known stays in use while nothing can be resolved.
/// </summary>
internal sealed class InstanceDirectory(
    ServiceEndpointResolver resolver,
    ModuleCatalog catalog,
    PlacementOptions options,
    InstanceStatisticsCatalog statistics,
    TimeProvider clock,
    ILogger<InstanceDirectory> logger
) : BackgroundService
{
    private static readonly TimeSpan FirstLimit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, IReadOnlyList<Instance>> byModule = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> unresolved = new(StringComparer.Ordinal);
    private readonly ChangeSignal changed = new();

    /// <summary>The modules that are not hosted here.</summary>
    public IEnumerable<string> RemoteModules => catalog.Known.Where(module => !catalog.IsHosted(module));

    /// <summary>Fires when instances come, go or change, heartbeats apart; to be had before lists are read.</summary>
    public IChangeToken NextChange => changed.Next;

    /// <summary>The candidates for calls to a module, in the order of their ids; empty when none is known.</summary>
    public IReadOnlyList<Instance> InstancesOf(string module) => byModule.GetValueOrDefault(module, []);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The first calls must not find an empty list; but what cannot be resolved must not keep the process from starting.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(FirstLimit);
        await Task.WhenAll(RemoteModules.Select(module => ResolveAsync(module, limit.Token)));
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RemoteModules.Select(module => FollowAsync(module, stoppingToken)));

    private async Task FollowAsync(string module, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var changes = await ResolveAsync(module, stopping);
            using var wake = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            using var registration = changes?.RegisterChangeCallback(state => ((CancellationTokenSource)state!).Cancel(), wake);
            await Task.Delay(options.Registry.RefreshInterval, clock, wake.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes over what the module is resolved to, if it is.</summary>
    /// <returns>What fires when it is resolved to something else; null when it could not be resolved.</returns>
    private async Task<IChangeToken?> ResolveAsync(string module, CancellationToken cancellationToken)
    {
        try
        {
            var source = await resolver.GetEndpointsAsync("http://" + module, cancellationToken);
            TakeOver(
                module,
                [.. source.Endpoints.Select(endpoint => InstanceAt(endpoint, module)).OrderBy(each => each.Id, StringComparer.Ordinal)]
            );
            unresolved.TryRemove(module, out _);
            return source.ChangeToken;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (!cancellationToken.IsCancellationRequested && unresolved.TryAdd(module, true))
            {
                logger.LogWarning(failure, "Where {Module} lives cannot be found out; what was last known stays in use", module);
            }

            return null;
        }
    }

    private void TakeOver(string module, IReadOnlyList<Instance> found)
    {
        var before = InstancesOf(module);
        byModule[module] = found;
        if (!found.Select(Lasting).SequenceEqual(before.Select(Lasting)))
        {
            logger.LogInformation("{Module} lives at {Addresses}", module, string.Join(", ", found.Select(instance => instance.Address)));
            statistics.Keep(byModule.Values.SelectMany(instances => instances));
            changed.Fire();
        }
    }

    private static (string, Uri, string?, string, string, InstanceStatus) Lasting(Instance instance) =>
        (instance.Id, instance.Address, instance.Zone, instance.Version, string.Join(',', instance.Modules), instance.Status);

    /// <summary>The instance that the provider says is there; of one that it knows the address of alone, no more than that it is up.</summary>
    private static Instance InstanceAt(ServiceEndpoint endpoint, string module)
    {
        if (endpoint.Features.Get<Instance>() is { } known)
        {
            return known;
        }

        var address = endpoint.EndPoint switch
        {
            UriEndPoint uri => uri.Uri,
            DnsEndPoint dns => new Uri($"http://{dns.Host}:{(dns.Port == 0 ? 80 : dns.Port)}"),
            IPEndPoint ip => new Uri($"http://{(ip.Port == 0 ? new IPEndPoint(ip.Address, 80) : ip)}"),
            var other => new Uri($"http://{other}"),
        };
        return new Instance(address.ToString(), address, null, "", [module], InstanceStatus.Up, DateTime.UnixEpoch, DateTime.UnixEpoch);
    }
}
