using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.LoadBalancing;

namespace MonolithFirst.Platform.Tests.Placement.LoadBalancing;

/// <summary>Instances <c>a</c>, <c>b</c>, … of orders, what was seen of them, and a clock that stands until it is moved.</summary>
internal sealed class Fleet
{
    private readonly LoadBalancer balancer;

    public Fleet(LoadBalancingOptions options, params IEnumerable<string?> zones)
    {
        Statistics = new InstanceStatisticsCatalog(options, Clock);
        // Seeded, so that what is drawn is the same in every run.
        balancer = new LoadBalancer(options, Statistics, Clock, new Random(20_261_123));
        Instances = [.. zones.Select((zone, index) => Instance(((char)('a' + index)).ToString(), zone))];
    }

    public FakeTimeProvider Clock { get; } = new();

    public InstanceStatisticsCatalog Statistics { get; }

    public IReadOnlyList<Instance> Instances { get; set; }

    public Instance this[string id] => Instances.Single(instance => instance.Id == id);

    public static Fleet Of(int count, LoadBalancingPolicy policy) =>
        new(new LoadBalancingOptions { Policy = policy }, Enumerable.Repeat<string?>(null, count));

    public static Instance Instance(string id, string? zone = null, InstanceStatus status = InstanceStatus.Up) =>
        new(id, new Uri($"http://{id}.test"), zone, "1.0", ["orders"], status, DateTime.UnixEpoch, DateTime.UnixEpoch);

    public string? Choose(params string[] except) => balancer.Choose("orders", Instances, except.ToHashSet())?.Id;

    public string Choices(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => Choose()));

    public Dictionary<string, int> Counts(int count) =>
        Enumerable.Range(0, count).Select(_ => Choose()!).GroupBy(id => id).ToDictionary(id => id.Key, id => id.Count());

    public InstanceStatistics Seen(string id) => Statistics.Of(this[id]);

    /// <summary>Begins calls that do not end.</summary>
    public void Load(string id, int calls = 1)
    {
        for (var call = 0; call < calls; call++)
        {
            Statistics.Begin(this[id]);
        }
    }

    public void Answer(string id, TimeSpan took = default)
    {
        using var call = Statistics.Begin(this[id]);
        Clock.Advance(took);
        call.Succeeded();
    }

    public void Fail(string id, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            using var call = Statistics.Begin(this[id]);
            call.Failed();
        }
    }
}
