using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Tests.Messaging;
using MonolithFirst.Platform.Tests.Web;
using MonolithFirst.Testing;
using Yarp.ReverseProxy.Health;

namespace MonolithFirst.Platform.Tests.Placement.Gateway;

/// <summary>A gateway that hosts no module itself, before two instances of the sample module that say what arrives.</summary>
public class GatewayFixture : WebFixture
{
    internal const string Secret = "a secret that processes of one system share";

    private readonly List<EchoServer> instances = [];

    internal ConcurrentQueue<Echo> Seen { get; } = new();

    internal ServiceCredentials Credentials => App.Services.GetRequiredService<ServiceCredentials>();

    /// <summary>The instances that there are.</summary>
    internal IReadOnlyList<EchoServer> Echoes => instances;

    protected override string Modules => "none";

    protected virtual int Instances => 2;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Placement:Secrets:0", Secret),
            new("Placement:Discovery", "Configuration"),
            // What a test lets fail must not make an instance look dead to the next one.
            new("Placement:LoadBalancing:ConnectionFailureThreshold", "1000"),
            .. instances.Select((instance, index) => new KeyValuePair<string, string?>($"Services:sample:http:{index}", instance.Address)),
        ];

    public override async ValueTask InitializeAsync()
    {
        for (var instance = 0; instance < Instances; instance++)
        {
            instances.Add(await EchoServer.StartAsync(Seen));
        }

        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }
    }

    /// <summary>What the instance saw of a request.</summary>
    internal async Task<Echo> EchoAsync(params (string Name, string Value)[] headers)
    {
        Seen.Clear();
        (await GetAsync("/api/sample/echo", null, headers)).MustBe(System.Net.HttpStatusCode.OK);
        return Assert.Single(Seen);
    }

    /// <summary>Sends a request line as it is, which no client library would, and returns the answer as it comes.</summary>
    public async Task<string> RawAsync(string requestLine)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        var request = $"{requestLine} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    protected override void Add(IServiceCollection services)
    {
        services.Configure<TransportFailureRateHealthPolicyOptions>(health => health.MinimalTotalCountThreshold = 10_000);
        // An endpoint of the sample module names it, which stands here for the OpenAPI document alone.
        services.AddDbContext<SampleDbContext>();
    }
}

/// <summary>Behind a proxy of ours, with headers of our own that do not pass.</summary>
public sealed class GatewayBehindProxyFixture : GatewayFixture
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. base.Settings,
            new("Web:TrustedProxies:0", "127.0.0.1"),
            new("Placement:Gateway:SensitiveHeaders:0", "X-Elsewhere"),
            new("Web:TrustedProxies:1", "10.0.0.0/8"),
            new("Placement:Gateway:SensitiveHeadersOf:sample:0", "X-Inside"),
        ];
}

/// <summary>With a list of sensitive headers of the operator's.</summary>
public sealed class GatewayWithSensitiveHeadersFixture : GatewayFixture
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [.. base.Settings, new("Placement:Gateway:SensitiveHeaders:0", "X-Inside")];
}

/// <summary>With lists of a module's for each direction.</summary>
public sealed class GatewayWithDirectionsFixture : GatewayFixture
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. base.Settings,
            new("Placement:Gateway:SensitiveRequestHeadersOf:sample:0", "X-Inside"),
            new("Placement:Gateway:SensitiveResponseHeadersOf:sample:0", "Set-Cookie"),
        ];
}

/// <summary>Where no instance of the module is known.</summary>
public sealed class GatewayWithoutInstancesFixture : GatewayFixture
{
    protected override int Instances => 0;
}

/// <summary>A process that hosts the module and serves other processes alone.</summary>
public sealed class PeeledFixture : WebFixture
{
    internal ServiceCredentials Credentials => App.Services.GetRequiredService<ServiceCredentials>();

    protected override string Modules => "sample";

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Placement:Secrets:0", GatewayFixture.Secret),
            new("Web:RateLimit:AttemptsPerSecond", "1"),
            new("Web:RateLimit:AttemptsBurst", "2"),
        ];
}
