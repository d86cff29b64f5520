using System.Collections.Concurrent;

namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>
/// What this process has seen of each instance: one set of figures, fed by every kind of caller and used by every rule. Forgets
/// instances that are gone, or that nobody has asked for in a long time.
/// </summary>
internal sealed class InstanceStatisticsCatalog(LoadBalancingOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, InstanceStatistics> instances = new(StringComparer.Ordinal);
    private long lastSweep = clock.GetTimestamp();

    /// <summary>How many instances are known.</summary>
    public int Count => instances.Count;

    /// <summary>Counts a call in; dispose of it when the call has ended.</summary>
    public InstanceCall Begin(Instance instance) => new(Of(instance), clock);

    /// <summary>The figures of an instance, all zero when it is new.</summary>
    public InstanceStatistics Of(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ForgetUnused();
        var statistics = instances.GetOrAdd(
            instance.Id,
            static (_, shared) => new InstanceStatistics(shared.options, shared.clock),
            (options, clock)
        );
        statistics.Use();
        return statistics;
    }

    /// <summary>Forgets every instance but these.</summary>
    public void Keep(IEnumerable<Instance> present)
    {
        var kept = present.Select(instance => instance.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in instances.Keys.Where(id => !kept.Contains(id)))
        {
            instances.TryRemove(id, out _);
        }
    }

    private void ForgetUnused()
    {
        var swept = Volatile.Read(ref lastSweep);
        if (
            clock.GetElapsedTime(swept) < options.StatisticsRetention
            || Interlocked.CompareExchange(ref lastSweep, clock.GetTimestamp(), swept) != swept
        )
        {
            return;
        }

        foreach (var (id, _) in instances.Where(instance => instance.Value.Unused >= options.StatisticsRetention))
        {
            instances.TryRemove(id, out _);
        }
    }
}
