namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>One after another.</summary>
internal sealed class RoundRobin : ILoadBalancingRule
{
    private int last;

    public Instance Choose(IReadOnlyList<Instance> instances)
    {
        while (true)
        {
            // The position stays within the list, so that a list that has become shorter starts over rather than at random.
            var current = Volatile.Read(ref last);
            var next = (current + 1) % instances.Count;
            if (Interlocked.CompareExchange(ref last, next, current) == current)
            {
                return instances[next];
            }
        }
    }
}
