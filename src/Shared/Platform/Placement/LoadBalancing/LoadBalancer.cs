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
    /// The statuses of instances that may take a call, the best first: where none is up, one that is draining or down is still better
    /// than none. It may answer, and an instance that refuses costs no more than having none.
    /// </summary>
    public static IReadOnlyList<InstanceStatus> Preference { get; } = [InstanceStatus.Up, InstanceStatus.Draining, InstanceStatus.Down];

    /// <summary>Chooses among the instances of the best status that is left.</summary>
    /// <param name="module">Whose policy, turns and weights count.</param>
    /// <param name="candidates">The instances of the module, always in the same order.</param>
    /// <param name="except">Ids of instances that have been tried for this call.</param>
    /// <returns>The instance, or null when there is none that may take the call.</returns>
    public Instance? Choose(string module, IReadOnlyList<Instance> candidates, IReadOnlySet<string>? except = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(candidates);
        foreach (var status in Preference)
        {
            var standing = Those(candidates, instance => instance.Status == status);
            var able = except is null ? standing : Those(standing, instance => !except.Contains(instance.Id));
            if (able.Count > 0)
            {
                // A policy is asked even when there is no choice: that it takes turns must not depend on how many there are.
                var rule = rules.GetOrAdd(module, RuleOf);
                rule.Observe(standing);
                return rule.Choose(able);
            }
        }

        return null;
    }

    private static IReadOnlyList<Instance> Those(IReadOnlyList<Instance> candidates, Func<Instance, bool> are) =>
        candidates.All(are) ? candidates : [.. candidates.Where(are)];

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
    /// <summary>Looks at all instances of the module, also those that are not to be chosen for this call.</summary>
    void Observe(IReadOnlyList<Instance> instances) { }

    /// <summary>Chooses one of the instances, of which there is at least one. There always is a choice: a rule that likes none of them falls back.</summary>
    Instance Choose(IReadOnlyList<Instance> instances);
}
