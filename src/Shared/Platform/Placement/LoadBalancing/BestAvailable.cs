namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>
/// The instance with the fewest requests in flight among those that are not tripped; equals take turns. Where all are tripped, one after another.
/// </summary>
internal sealed class BestAvailable(InstanceStatisticsCatalog statistics) : ILoadBalancingRule
{
    private readonly RoundRobin turns = new();
    private readonly RoundRobin whenAllAreTripped = new();

    public Instance Choose(IReadOnlyList<Instance> instances)
    {
        var fewest = int.MaxValue;
        var best = new List<Instance>(instances.Count);
        foreach (var instance in instances)
        {
            var seen = statistics.Of(instance);
            if (seen.IsTripped)
            {
                continue;
            }

            var inFlight = seen.InFlight;
            if (inFlight < fewest)
            {
                fewest = inFlight;
                best.Clear();
            }

            if (inFlight == fewest)
            {
                best.Add(instance);
            }
        }

        return best.Count == 0 ? whenAllAreTripped.Choose(instances) : turns.Choose(best);
    }
}
