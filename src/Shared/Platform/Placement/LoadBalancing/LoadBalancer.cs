using System.Collections.Concurrent;

namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>Chooses the instance that a call goes to, by the module's policy: for queries between modules and for the gateway alike.</summary>
internal sealed class LoadBalancer(
    LoadBalancingOptions options,
    InstanceStatisticsCatalog statistics,
    TimeProvider clock,
    Random? random = null
)
{
    private readonly ConcurrentDictionary<string, ILoadBalancingRule> rules = new(StringComparer.Ordinal);
    private readonly Random random = random ?? Random.Shared;

    /// <summary>
    /// Chooses among the instances that are up. Where none of them is left, one that is draining is still better than none: it may
    /// answer, and an instance that refuses costs no more than having none.
    /// </summary>
    /// <param name="module">Whose policy, turns and weights count.</param>
    /// <param name="candidates">The instances of the module, always in the same order.</param>
    /// <param name="except">Ids of instances that have been tried for this call.</param>
    /// <returns>The instance, or null when there is none that may take the call.</returns>
    public Instance? Choose(string module, IReadOnlyList<Instance> candidates, IReadOnlySet<string>? except = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(candidates);
        var able = Able(candidates, InstanceStatus.Up, except);
        if (able.Count == 0)
        {
            able = Able(candidates, InstanceStatus.Draining, except);
        }

        // A policy is asked even when there is no choice: that it takes turns must not depend on how many there are.
        return able.Count == 0 ? null : rules.GetOrAdd(module, RuleOf).Choose(able);
    }

    private static IReadOnlyList<Instance> Able(IReadOnlyList<Instance> candidates, InstanceStatus status, IReadOnlySet<string>? except)
    {
        bool IsAble(Instance instance) => instance.Status == status && except?.Contains(instance.Id) != true;
        return candidates.All(IsAble) ? candidates : [.. candidates.Where(IsAble)];
    }

    private ILoadBalancingRule RuleOf(string module) =>
        options.PolicyOf(module) switch
        {
            LoadBalancingPolicy.RoundRobin => new RoundRobin(),
            LoadBalancingPolicy.Random => new RandomChoice(random),
            LoadBalancingPolicy.BestAvailable => new BestAvailable(statistics),
            LoadBalancingPolicy.WeightedResponseTime => new WeightedResponseTime(options, statistics, clock, random),
            LoadBalancingPolicy.AvailabilityFiltering => new AvailabilityFiltering(statistics),
            LoadBalancingPolicy.ZoneAvoidance => new ZoneAvoidance(options, statistics, random),
            var unknown => throw new ArgumentOutOfRangeException(nameof(module), unknown, "There is no such policy."),
        };
}

/// <summary>A rule for one module; used by many threads at once.</summary>
internal interface ILoadBalancingRule
{
    /// <summary>Chooses one of the instances, of which there is at least one. There always is a choice: a rule that likes none of them falls back.</summary>
    Instance Choose(IReadOnlyList<Instance> instances);
}
