using System.Net;
using System.Security.Cryptography;

namespace MonolithFirst.Testing;

/// <summary>The processes of a topology on one database server, with a broker where they need one.</summary>
public sealed class Deployment : IAsyncDisposable
{
    private static readonly TimeSpan ReachLimit = TimeSpan.FromMinutes(2);

    private readonly List<HostProcess> processes = [];
    private readonly IReadOnlyList<string>? through;
    private Dictionary<string, string?> shared = [];

    private Deployment(Topology topology, IReadOnlyList<string>? through) => (Topology, this.through) = (topology, through);

    /// <summary>How the modules are spread.</summary>
    public Topology Topology { get; }

    /// <summary>The broker; null where the topology needs none.</summary>
    public RabbitMqServer? Broker { get; private set; }

    /// <summary>The processes, as the topology lists them.</summary>
    public IReadOnlyList<HostProcess> Processes => processes;

    /// <summary>The settings that all processes share; with them, and <c>MODULES</c>, a further one joins them.</summary>
    public IReadOnlyDictionary<string, string?> Settings => shared;

    /// <summary>Where clients come: the first process.</summary>
    public HostProcess Door => processes[0];

    /// <summary>Starts all processes, and waits until clients reach every module.</summary>
    /// <param name="topology">How the modules are spread.</param>
    /// <param name="settings">The settings that all processes share.</param>
    /// <param name="through">A program that becomes each host: its command line comes before the host's.</param>
    public static async Task<Deployment> StartAsync(
        Topology topology,
        IReadOnlyDictionary<string, string?> settings,
        IReadOnlyList<string>? through = null
    )
    {
        ArgumentNullException.ThrowIfNull(topology);
        var deployment = new Deployment(topology, through);
        try
        {
            await deployment.StartAllAsync(settings);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until all processes are ready, and clients reach every module.</summary>
    public async Task ReadyAsync()
    {
        await Task.WhenAll(processes.Select(process => process.ReadyAsync()));
        foreach (var module in SourceTree.Modules)
        {
            // Whatever the module answers; what does not get there is answered by the gateway.
            await Eventually.GetAsync(
                () => new Client(Door).GetAsync($"/api/{module}/nothing-of-that-name"),
                answer =>
                    answer.Status is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout),
                ReachLimit,
                $"A way to {module}"
            );
        }

        // With the keys of tokens at hand, the first signed-in request is like any other.
        await Eventually.GetAsync(
            () => new Client(Door).GetAsync("/.well-known/jwks.json"),
            answer => answer.Status == HttpStatusCode.OK && answer.Body.Contains("\"kid\"", StringComparison.Ordinal),
            ReachLimit,
            "The keys of tokens"
        );
    }

    /// <summary>Starts one more process beside the others, and waits until it is ready.</summary>
    /// <param name="modules">Its setting <c>MODULES</c>.</param>
    public async Task<HostProcess> JoinAsync(string modules)
    {
        var joined = await LaunchAsync(modules);
        await joined.ReadyAsync();
        return joined;
    }

    /// <summary>Stops a process (SIGTERM), after which it is none of the deployment's any more.</summary>
    public async Task LeaveAsync(HostProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        await process.StopAsync();
        processes.Remove(process);
        await process.DisposeAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }
    }

    private async Task StartAllAsync(IReadOnlyDictionary<string, string?> settings)
    {
        shared = new Dictionary<string, string?>(settings);
        if (!Topology.IsSplit && settings.TryGetValue("MODULES", out var chosen) && chosen != "*")
        {
            throw new InvalidOperationException($"MODULES={chosen} is no setting of a fixture: the topology says where modules are.");
        }

        if (Topology.IsSplit)
        {
            Broker = await RabbitMqServer.StartAsync();
            shared["Messaging__Broker"] = Broker.Address;
            shared["Placement__Secrets__0"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            shared["Placement__Registry__RefreshInterval"] = "00:00:00.5";
            shared["Placement__Calls__Transport"] = Topology.QueriesOverBroker ? "RabbitMq" : "Http";
        }

        foreach (var process in Topology.Processes)
        {
            await LaunchAsync(process.Modules);
        }

        Door.AlsoAt(processes.Take(Topology.Doors).Skip(1).Select(door => door.BaseAddress));
        await ReadyAsync();
    }

    private async Task<HostProcess> LaunchAsync(string modules)
    {
        var settings = OwnSecrets.Of(shared, modules);
        settings["MODULES"] = modules;
        var process = await HostProcess.LaunchAsync(settings, through);
        processes.Add(process);
        return process;
    }
}
