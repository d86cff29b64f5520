using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Testing;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

namespace MonolithFirst.Platform.Tests.Placement.LoadBalancing;

/// <summary>A gateway before one instance that answers and one that is dead.</summary>
public sealed class GatewayLoadBalancingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private readonly FreePort nobody = FreePort.Take();
    private WebApplication alive = null!;
    private WebApplication gateway = null!;
    private HttpClient client = null!;
    private Instance aliveInstance = null!;
    private Instance deadInstance = null!;

    public async ValueTask InitializeAsync()
    {
        alive = Application(_ => { });
        alive.MapGet(
            "/{status:int}",
            (int status, HttpContext http) =>
            {
                http.Response.StatusCode = status;
                return "alive";
            }
        );
        await alive.StartAsync();
        deadInstance = InstanceAt("a", $"http://127.0.0.1:{nobody.Number}");
        aliveInstance = InstanceAt("b", alive.Urls.First());
        gateway = Application(AddGateway);
        gateway.MapReverseProxy(proxy =>
        {
            proxy.UseLoadBalancing();
            proxy.Use(GatewayLoadBalancing.CountAsync);
        });
        await gateway.StartAsync();
        client = new HttpClient { BaseAddress = new Uri(gateway.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await gateway.DisposeAsync();
        await alive.DisposeAsync();
        nobody.Dispose();
    }

    [Fact]
    public async Task A_dead_instance_is_left_alone_from_its_third_failure_until_its_blackout_ends()
    {
        HttpStatusCode[] inTurn = [HttpStatusCode.OK, HttpStatusCode.BadGateway];
        Assert.Equal([.. inTurn, .. inTurn, .. inTurn], await AskAsync("/200", 6));
        Assert.True(Seen(deadInstance).IsTripped);
        Assert.All(await AskAsync("/200", 4), status => Assert.Equal(HttpStatusCode.OK, status));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains(HttpStatusCode.BadGateway, await AskAsync("/200", 2));
        Assert.All(await AskAsync("/200", 4), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(0, Seen(aliveInstance).SuccessiveFailures);
    }

    [Fact]
    public async Task An_error_is_an_answer_and_an_overloaded_instance_is_a_failure()
    {
        await AskAsync("/503", 4);
        Assert.Equal(2, Seen(aliveInstance).SuccessiveFailures);
        await AskAsync("/500", 2);
        Assert.Equal(0, Seen(aliveInstance).SuccessiveFailures);
        Assert.Equal(0, Seen(aliveInstance).InFlight);
    }

    private async Task<List<HttpStatusCode>> AskAsync(string path, int times)
    {
        var answers = new List<HttpStatusCode>();
        for (var time = 0; time < times; time++)
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            answers.Add(answer.StatusCode);
        }

        return answers;
    }

    private InstanceStatistics Seen(Instance instance) => gateway.Services.GetRequiredService<InstanceStatisticsCatalog>().Of(instance);

    private void AddGateway(IServiceCollection services)
    {
        var options = new LoadBalancingOptions();
        var statistics = new InstanceStatisticsCatalog(options, clock);
        services.AddSingleton(statistics);
        services.AddSingleton(new LoadBalancer(options, statistics, clock));
        services.AddSingleton<ILoadBalancingPolicy, GatewayLoadBalancing>();
        services
            .AddReverseProxy()
            .LoadFromMemory(
                [
                    new RouteConfig
                    {
                        RouteId = "orders",
                        ClusterId = "orders",
                        Match = new RouteMatch { Path = "{**rest}" },
                    },
                ],
                [
                    new ClusterConfig
                    {
                        ClusterId = "orders",
                        LoadBalancingPolicy = GatewayLoadBalancing.PolicyName,
                        Destinations = new[] { deadInstance, aliveInstance }.ToDictionary(each => each.Id, InstanceDestinations.Of),
                    },
                ]
            );
    }

    private static WebApplication Application(Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        add(builder.Services);
        return builder.Build();
    }

    private static Instance InstanceAt(string id, string address) => Fleet.Instance(id, "north") with { Address = new Uri(address) };
}
