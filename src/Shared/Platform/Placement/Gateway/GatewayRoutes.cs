using System.Net;
using Microsoft.Extensions.Primitives;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Platform.Web;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>
/// What the gateway forwards: for every module that lives elsewhere its REST routes, and the administration of its messages. The
/// instances come from the directory, and are read anew whenever they change.
/// </summary>
internal sealed class GatewayRoutes : IProxyConfigProvider, IDisposable
{
    /// <summary>Before the endpoints of the same paths, which stand there for the OpenAPI document.</summary>
    private const int BeforeEndpoints = -1;

    private readonly Role role;
    private readonly InstanceDirectory directory;
    private readonly GatewayOptions options;
    private readonly WebOptions web;
    private readonly Lock gate = new();
    private readonly IDisposable changes;
    private Snapshot current;

    public GatewayRoutes(Role role, InstanceDirectory directory, GatewayOptions options, WebOptions web)
    {
        (this.role, this.directory, this.options, this.web) = (role, directory, options, web);
        current = Build();
        changes = ChangeToken.OnChange(() => directory.NextChange, Refresh);
    }

    public IProxyConfig GetConfig() => Volatile.Read(ref current);

    public void Dispose()
    {
        changes.Dispose();
        current.Dispose();
    }

    private void Refresh()
    {
        lock (gate)
        {
            var before = current;
            Volatile.Write(ref current, Build());
            before.Outdate();
        }
    }

    private Snapshot Build() =>
        new(
            [
                .. role.Forwarded.SelectMany(module =>
                    new[] { Route(module, "/api/" + module), Route(module, "/api/platform/messages/" + module) }
                ),
            ],
            [.. role.Forwarded.Select(Cluster)]
        );

    private RouteConfig Route(string module, string path) =>
        new()
        {
            RouteId = path,
            ClusterId = module,
            Order = BeforeEndpoints,
            Match = new RouteMatch { Path = path + "/{**rest}" },
            // Whoever answers the request decides who may make it.
            AuthorizationPolicy = "anonymous",
            MaxRequestBodySize = web.MaxBodyBytes,
        };

    private ClusterConfig Cluster(string module) =>
        new()
        {
            ClusterId = module,
            LoadBalancingPolicy = GatewayLoadBalancing.PolicyName,
            Destinations = directory
                .InstancesOf(module)
                .ToDictionary(instance => instance.Id, InstanceDestinations.Of, StringComparer.OrdinalIgnoreCase),
            HttpRequest = new ForwarderRequestConfig
            {
                ActivityTimeout = options.TimeLimitOf(module, web),
                Version = HttpVersion.Version11,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            },
            HttpClient = new HttpClientConfig { MaxConnectionsPerServer = web.MaxConcurrentRequests },
            HealthCheck = new HealthCheckConfig
            {
                Active = new ActiveHealthCheckConfig
                {
                    Enabled = true,
                    Interval = options.HealthCheckInterval,
                    Timeout = options.HealthCheckInterval,
                    Path = "/health/ready",
                    Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                },
                Passive = new PassiveHealthCheckConfig
                {
                    Enabled = true,
                    Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate,
                    ReactivationPeriod = options.PassiveWindow,
                },
                // A health check that is wrong about all of them must not close the module: where none answers, the breaker does.
                AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            },
        };

    private sealed class Snapshot(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters) : IProxyConfig, IDisposable
    {
        private readonly CancellationTokenSource outdated = new();

        public IReadOnlyList<RouteConfig> Routes => routes;

        public IReadOnlyList<ClusterConfig> Clusters => clusters;

        public IChangeToken ChangeToken => new CancellationChangeToken(outdated.Token);

        public void Outdate() => outdated.Cancel();

        public void Dispose() => outdated.Dispose();
    }
}
