namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>Any, all with the same chance.</summary>
internal sealed class RandomChoice(Random random) : ILoadBalancingRule
{
    public Instance Choose(IReadOnlyList<Instance> instances) => instances[random.Next(instances.Count)];
}
