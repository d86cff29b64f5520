using System.Collections.Frozen;

namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>
/// Any instance, the faster ones with a better chance: the weight of each is the sum of all average response times less its own. One
/// after another while there are no weights, or an instance has none yet.
/// </summary>
internal sealed class WeightedResponseTime(
    LoadBalancingOptions options,
    InstanceStatisticsCatalog statistics,
    TimeProvider clock,
    Random random
) : ILoadBalancingRule
{
    // In milliseconds; less in total than this is nothing measured.
    private const double LeastTotal = 0.001;

    private readonly RoundRobin withoutWeights = new();
    private Weights? weights;
    private int calculating;

    /// <summary>Works the weights out again when that is due, over all: a call that left one out must not leave it without a weight.</summary>
    public void Observe(IReadOnlyList<Instance> instances)
    {
        var current = Volatile.Read(ref weights);
        var isDue = current is null || clock.GetElapsedTime(current.Calculated) >= options.WeightInterval;
        if (isDue && Interlocked.Exchange(ref calculating, 1) == 0)
        {
            try
            {
                Volatile.Write(ref weights, new Weights(clock.GetTimestamp(), Calculate(instances)));
            }
            finally
            {
                Volatile.Write(ref calculating, 0);
            }
        }
    }

    public Instance Choose(IReadOnlyList<Instance> instances)
    {
        var known = Volatile.Read(ref weights)?.ById ?? FrozenDictionary<string, double>.Empty;
        var accumulated = new double[instances.Count];
        var total = 0.0;
        for (var index = 0; index < instances.Count; index++)
        {
            if (!known.TryGetValue(instances[index].Id, out var weight))
            {
                return withoutWeights.Choose(instances);
            }

            accumulated[index] = total += weight;
        }

        if (total < LeastTotal)
        {
            return withoutWeights.Choose(instances);
        }

        var drawn = random.NextDouble() * total;
        return instances[Array.FindIndex(accumulated, sum => sum >= drawn)];
    }

    private FrozenDictionary<string, double> Calculate(IReadOnlyList<Instance> instances)
    {
        var averages = instances.ToDictionary(instance => instance.Id, instance => statistics.Of(instance).ResponseTimeAverage);
        var total = averages.Values.Sum();
        return averages.ToFrozenDictionary(average => average.Key, average => total - average.Value, StringComparer.Ordinal);
    }

    private sealed record Weights(long Calculated, FrozenDictionary<string, double> ById);
}
