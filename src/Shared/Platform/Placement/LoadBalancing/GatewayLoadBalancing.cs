using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Placement.Gateway;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>
/// Lets the gateway choose as queries do. A cluster is named as its module, its <c>LoadBalancingPolicy</c> is <see cref="PolicyName"/>,
/// its destinations come from <see cref="InstanceDestinations"/>, and <see cref="CountAsync"/> stands in the proxy's pipeline behind
/// <c>UseLoadBalancing</c>.
/// </summary>
internal sealed class GatewayLoadBalancing(LoadBalancer balancer) : ILoadBalancingPolicy
{
    /// <summary>The name by which a cluster asks for this policy.</summary>
    public const string PolicyName = "Placement";

    /// <inheritdoc />
    public string Name => PolicyName;

    /// <inheritdoc />
    public DestinationState? PickDestination(
        HttpContext context,
        ClusterState cluster,
        IReadOnlyList<DestinationState> availableDestinations
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(cluster);
        var instances = availableDestinations
            .Select(InstanceDestinations.Of)
            .OrderBy(instance => instance.Id, StringComparer.Ordinal)
            .ToList();
        var tried = context.Features.Get<TriedInstances>()?.Ids;
        // Where there is no other one, the same may answer this time.
        var chosen = balancer.Choose(cluster.ClusterId, instances, tried) ?? balancer.Choose(cluster.ClusterId, instances);
        return chosen is null ? null : availableDestinations.First(destination => destination.DestinationId == chosen.Id);
    }

    /// <summary>Counts the forwarded request in the statistics of the instance that was chosen, and the instance among those tried.</summary>
    public static async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (context.GetReverseProxyFeature().AvailableDestinations is not [var chosen])
        {
            await next(context);
            return;
        }

        var instance = InstanceDestinations.Of(chosen);
        var tried = context.Features.Get<TriedInstances>() ?? new TriedInstances([]);
        context.Features.Set(new TriedInstances(tried.Ids.Add(instance.Id)));
        using var call = context.RequestServices.GetRequiredService<InstanceStatisticsCatalog>().Begin(instance);
        await next(context);
        var outcome = ForwardingOutcome.Of(context);
        if (outcome.IsInstancesFault() || (outcome == Forwarding.Answered && IsOverloaded(context)))
        {
            call.Failed();
        }
        else if (outcome == Forwarding.Answered)
        {
            call.Succeeded();
        }
    }

    private static bool IsOverloaded(HttpContext context) => context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable;

    /// <summary>Whether there is an instance that takes calls and has not been tried for this request.</summary>
    public static bool IsAnyLeft(HttpContext context, IReadOnlyList<DestinationState> destinations)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(destinations);
        var tried = context.Features.Get<TriedInstances>()?.Ids;
        return destinations
            .Select(InstanceDestinations.Of)
            .Any(instance => instance.Status is InstanceStatus.Up or InstanceStatus.Draining && tried?.Contains(instance.Id) != true);
    }
}

/// <summary>The instances that a request has been sent to; a retry goes to another one.</summary>
internal sealed record TriedInstances(ImmutableHashSet<string> Ids);

/// <summary>Instances as the gateway's destinations, and back.</summary>
internal static class InstanceDestinations
{
    private const string Zone = "Zone";
    private const string Version = "Version";
    private const string Modules = "Modules";
    private const string Status = "Status";
    private const string Started = "Started";

    // A destination's configuration is replaced, never changed, so what was read of it stays right as long as it lives.
    private static readonly ConditionalWeakTable<DestinationConfig, Instance> Read = [];

    /// <summary>A cluster's destination, to be listed under the instance's id. Heartbeats do not change it: each would reload the gateway.</summary>
    public static DestinationConfig Of(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var metadata = new Dictionary<string, string>
        {
            [Version] = instance.Version,
            [Modules] = string.Join(',', instance.Modules),
            [Status] = instance.Status.ToString(),
            [Started] = instance.Started.ToString("O", CultureInfo.InvariantCulture),
        };
        if (instance.Zone is { } zone)
        {
            metadata[Zone] = zone;
        }

        return new DestinationConfig { Address = instance.Address.ToString(), Metadata = metadata };
    }

    /// <summary>The instance that a destination stands for; one that was not made by <see cref="Of(Instance)"/> counts as up.</summary>
    public static Instance Of(DestinationState destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Read.GetValue(destination.Model.Config, config => Parse(destination.DestinationId, config));
    }

    private static Instance Parse(string id, DestinationConfig config)
    {
        string? Value(string name) => config.Metadata?.GetValueOrDefault(name);
        var started = Value(Started) is { } time
            ? DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : DateTime.UnixEpoch;
        return new Instance(
            id,
            new Uri(config.Address),
            Value(Zone),
            Value(Version) ?? "",
            Value(Modules)?.Split(',') ?? [],
            Value(Status) is { } status ? Enum.Parse<InstanceStatus>(status) : InstanceStatus.Up,
            started,
            started
        );
    }
}
