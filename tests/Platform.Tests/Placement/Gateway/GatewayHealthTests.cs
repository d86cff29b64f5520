using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Testing;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace MonolithFirst.Platform.Tests.Placement.Gateway;

/// <summary>A gateway that asks often whether its instances are ready.</summary>
public sealed class HealthyGatewayFixture : GatewayFixture
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. base.Settings,
            new("Placement:Gateway:HealthCheckInterval", "00:00:01.500"),
            new("Placement:LoadBalancing:Policy", "RoundRobin"),
        ];

    internal ClusterDestinationsState Destinations =>
        App.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("sample", out var cluster)
            ? cluster.DestinationsState
            : throw new InvalidOperationException("There is no cluster.");

    internal bool IsAvailable(EchoServer echo) =>
        Destinations.AvailableDestinations.Any(destination => new Uri(destination.Model.Config.Address) == new Uri(echo.Address));

    protected override void Add(IServiceCollection services)
    {
        base.Add(services);
        services.Configure<TransportFailureRateHealthPolicyOptions>(health => health.MinimalTotalCountThreshold = 4);
    }
}

public sealed class GatewayHealthTests(HealthyGatewayFixture gateway) : IClassFixture<HealthyGatewayFixture>, IDisposable
{
    private readonly EchoServer ill = gateway.Echoes[0];

    public void Dispose()
    {
        foreach (var echo in gateway.Echoes)
        {
            (echo.IsReady, echo.Fault) = (true, EchoFault.None);
        }
    }

    [Fact]
    public async Task An_instance_that_says_it_is_not_ready_gets_no_requests_until_it_is()
    {
        ill.IsReady = false;
        await Eventually.TrueAsync(() => !gateway.IsAvailable(ill));
        Assert.Equal(0, await ReachedAsync());
        ill.IsReady = true;
        await Eventually.TrueAsync(async () => await ReachedAsync() > 0);
    }

    [Fact]
    public async Task Where_none_says_that_it_is_ready_all_of_them_are_asked()
    {
        foreach (var echo in gateway.Echoes)
        {
            echo.IsReady = false;
        }

        await Eventually.TrueAsync(() =>
            gateway.Destinations.AllDestinations.All(destination => destination.Health.Active == DestinationHealth.Unhealthy)
        );
        Assert.Equal(3, await ReachedAsync());
    }

    [Fact]
    public async Task An_instance_that_fails_too_often_is_left_alone_for_as_long_as_its_failures_count()
    {
        ill.Fault = EchoFault.HangUp;
        await Eventually.TrueAsync(async () =>
        {
            await ReachedAsync();
            return !gateway.IsAvailable(ill);
        });
        Assert.Equal(0, await ReachedAsync());
        ill.Fault = EchoFault.None;
        var began = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => await ReachedAsync() > 0, TimeSpan.FromSeconds(20));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    /// <summary>How many of six requests, all of which are answered, reach the instance.</summary>
    private async Task<int> ReachedAsync()
    {
        var before = ill.Requests;
        for (var request = 0; request < 6; request++)
        {
            (await gateway.GetAsync("/api/sample/echo")).MustBe(HttpStatusCode.OK);
        }

        return ill.Requests - before;
    }
}

/// <summary>Before an instance that answers, and a machine that takes no connections.</summary>
public sealed class UnconnectableFixture : GatewayFixture
{
    private readonly FullListener full = new();

    protected override int Instances => 1;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. base.Settings,
            new("Services:sample:http:1", $"http://{full.EndPoint}"),
            new("Placement:Calls:ConnectTimeLimit", "00:00:00.300"),
            new("Placement:LoadBalancing:Policy", "RoundRobin"),
        ];

    public override async ValueTask InitializeAsync()
    {
        await full.FillAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        full.Dispose();
    }
}

public sealed class GatewayConnectTests(UnconnectableFixture gateway) : IClassFixture<UnconnectableFixture>
{
    [Fact]
    public async Task An_instance_that_takes_no_connection_costs_no_more_than_connecting_may_take()
    {
        var began = Stopwatch.GetTimestamp();
        for (var request = 0; request < 2; request++)
        {
            (await gateway.GetAsync("/api/sample/echo")).MustBe(HttpStatusCode.OK);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Where_no_connection_came_about_nothing_was_done_and_the_answer_does_not_leave_that_open()
    {
        var answers = new[] { await gateway.PostAsync("/api/sample/echo", "{}"), await gateway.PostAsync("/api/sample/echo", "{}") };
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], answers.Select(answer => answer.Status).Order());
        Assert.Equal("platform.unavailable", Assert.Single(answers, answer => answer.Code is not null).Code);
    }
}
