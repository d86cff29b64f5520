namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>
/// One after another among the available instances outside of the zone that is worst off. Where that leaves none, among the available
/// instances of any zone; where there are none of these, among all.
/// </summary>
internal sealed class ZoneAvoidance(LoadBalancingOptions options, InstanceStatisticsCatalog statistics, Random random) : ILoadBalancingRule
{
    // Loads that differ by less are the same.
    private const double Precision = 0.000001;

    private readonly FilteredTurns turns = new();

    public Instance Choose(IReadOnlyList<Instance> instances)
    {
        var avoided = Avoided(ZonesOf(instances));
        return turns.Choose(
            instances,
            instance => (instance.Zone is null || !avoided.Contains(instance.Zone)) && IsAvailable(instance),
            IsAvailable,
            _ => true
        );
    }

    private bool IsAvailable(Instance instance) => statistics.Of(instance).IsAvailable;

    private List<Zone> ZonesOf(IReadOnlyList<Instance> instances) =>
        [
            .. instances
                .Where(instance => instance.Zone is not null)
                .GroupBy(instance => instance.Zone!, StringComparer.OrdinalIgnoreCase)
                .Select(zone => Zone.Of(zone.Key, [.. zone.Select(statistics.Of)])),
        ];

    /// <summary>The zones in which nearly every instance is tripped, and the busiest of the others when there are such or it is busy enough.</summary>
    private HashSet<string> Avoided(List<Zone> zones)
    {
        var avoided = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (zones.Count <= 1)
        {
            return avoided;
        }

        var busiest = new List<Zone>();
        var mostLoad = 0.0;
        foreach (var zone in zones)
        {
            if (zone.Load is not { } load || (double)zone.Tripped / zone.Instances >= options.ZoneTrippedShare)
            {
                avoided.Add(zone.Name);
            }
            else if (Math.Abs(load - mostLoad) < Precision)
            {
                busiest.Add(zone);
            }
            else if (load > mostLoad)
            {
                mostLoad = load;
                busiest = [zone];
            }
        }

        if (busiest.Count > 0 && (mostLoad >= options.ZoneLoadThreshold || avoided.Count > 0))
        {
            avoided.Add(OneOf(busiest));
        }

        return avoided;
    }

    /// <summary>One of the zones, the larger ones with a better chance.</summary>
    private string OneOf(List<Zone> zones)
    {
        var drawn = random.Next(zones.Sum(zone => zone.Instances));
        foreach (var zone in zones)
        {
            drawn -= zone.Instances;
            if (drawn < 0)
            {
                return zone.Name;
            }
        }

        return zones[^1].Name;
    }

    /// <param name="Name">The zone.</param>
    /// <param name="Instances">How many it has.</param>
    /// <param name="Tripped">How many of them are tripped.</param>
    /// <param name="Load">Requests in flight for each instance that is not tripped; null where all are.</param>
    private sealed record Zone(string Name, int Instances, int Tripped, double? Load)
    {
        public static Zone Of(string name, IReadOnlyList<InstanceStatistics> instances)
        {
            var working = instances.Where(instance => !instance.IsTripped).ToList();
            var load = working.Count == 0 ? (double?)null : (double)working.Sum(instance => instance.InFlight) / working.Count;
            return new Zone(name, instances.Count, instances.Count - working.Count, load);
        }
    }
}
