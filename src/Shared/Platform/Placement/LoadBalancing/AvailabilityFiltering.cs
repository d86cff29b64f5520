namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>One after another, skipping those that are tripped or overloaded; where all of them are, one after another regardless.</summary>
internal sealed class AvailabilityFiltering(InstanceStatisticsCatalog statistics) : ILoadBalancingRule
{
    // How often the next in turn is tried, before all are looked at.
    private const int Tries = 11;

    private readonly RoundRobin turns = new();
    private readonly FilteredTurns filtered = new();

    public Instance Choose(IReadOnlyList<Instance> instances)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var next = turns.Choose(instances);
            if (IsAvailable(next))
            {
                return next;
            }
        }

        return filtered.Choose(instances, IsAvailable, _ => true);
    }

    private bool IsAvailable(Instance instance) => statistics.Of(instance).IsAvailable;
}

/// <summary>One after another among those that a filter leaves, with further filters to fall back to when it leaves none.</summary>
internal sealed class FilteredTurns
{
    private int next;

    public Instance Choose(IReadOnlyList<Instance> instances, params ReadOnlySpan<Func<Instance, bool>> filters)
    {
        foreach (var filter in filters)
        {
            var left = instances.Where(filter).ToList();
            if (left.Count > 0)
            {
                return left[Turn(left.Count)];
            }
        }

        throw new ArgumentException("The last filter must leave an instance.", nameof(filters));
    }

    private int Turn(int count)
    {
        while (true)
        {
            var current = Volatile.Read(ref next);
            if (Interlocked.CompareExchange(ref next, (current + 1) % count, current) == current && current < count)
            {
                return current;
            }
        }
    }
}
