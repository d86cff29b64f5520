namespace MonolithFirst.Testing;

/// <summary>A process of a topology.</summary>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Modules">Its setting <c>MODULES</c>.</param>
public sealed record TopologyProcess(string Name, string Modules);

/// <summary>
/// How the modules are spread over processes. Tests do not know it: the environment variable <see cref="Variable"/> says on what every
/// test on MySQL runs, and without it that is the monolith.
/// </summary>
/// <param name="Name">Its name in the variable and in the table of results.</param>
/// <param name="Processes">The processes; clients come to the first, or to all that are like it.</param>
/// <param name="QueriesOverBroker">Whether queries between processes go over RabbitMQ instead of HTTP.</param>
public sealed record Topology(string Name, IReadOnlyList<TopologyProcess> Processes, bool QueriesOverBroker = false)
{
    /// <summary>The trait of tests, and its value, that <c>tests/run</c> runs on every topology.</summary>
    public const string Suite = "suite";

    /// <inheritdoc cref="Suite" />
    public const string Every = "every-topology";

    /// <summary>The value of the trait of the same tests on SQLite, which serves the monolith alone.</summary>
    public const string Sqlite = "monolith-on-sqlite";

    /// <summary>The value of the trait of the tests that take minutes each: faults and moves in split topologies, under load.</summary>
    public const string Faults = "split-faults";

    /// <summary>The environment variable that names the topology.</summary>
    public const string Variable = "MONOLITHFIRST_TEST_TOPOLOGY";

    /// <summary>One process that hosts every module.</summary>
    public static readonly Topology Monolith = new("monolith", [new TopologyProcess("monolith", "*")]);

    private static readonly IReadOnlyList<Topology> Known =
    [
        Monolith,
        new("two-monoliths", [new TopologyProcess("monolith-1", "*"), new TopologyProcess("monolith-2", "*")]),
        new("orders-peeled", [new TopologyProcess("gateway", "*,!orders"), new TopologyProcess("orders", "orders")]),
        new("all-peeled", [Gateway(), .. Alone(1)]),
        new("all-peeled-twice", [Gateway(), .. Alone(2)]),
        new("queries-over-rabbitmq", [Gateway(), .. Alone(1)], QueriesOverBroker: true),
    ];

    /// <summary>The topology that the environment names.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public static Topology Current => Named(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : Monolith.Name);

    /// <summary>Whether the processes have a broker between them: they need one, or others are to join them.</summary>
    public bool IsSplit { get; init; } = Processes.Any(process => process.Modules != "*");

    /// <summary>The processes that clients come to.</summary>
    public int Doors => Processes.Count(process => process.Modules == Processes[0].Modules);

    /// <summary>The topology of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Topology Named(string name) =>
        Known.FirstOrDefault(topology => topology.Name == name)
        ?? throw new InvalidOperationException(
            $"{name} is no topology; choose from {string.Join(", ", Known.Select(topology => topology.Name))}."
        );

    private static TopologyProcess Gateway() => new("gateway", "none");

    private static IEnumerable<TopologyProcess> Alone(int instances) =>
        from module in SourceTree.Modules
        from instance in Enumerable.Range(1, instances)
        select new TopologyProcess(instances == 1 ? module : $"{module}-{instance}", module);
}
