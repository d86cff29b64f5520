using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Platform.Web;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.SessionAffinity;

namespace MonolithFirst.Platform.Placement.Gateway;

internal static class GatewaySetup
{
    public static void AddGateway(this IServiceCollection services, GatewayOptions options, CallOptions calls)
    {
        services.AddSingleton(options);
        services.AddSingleton<IProxyConfigProvider, GatewayRoutes>();
        services.AddSingleton<ILoadBalancingPolicy, GatewayLoadBalancing>();
        services.AddSingleton<GatewayBreaker>();
        services
            .AddReverseProxy()
            .AddTransforms<GatewayHeaders>()
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = calls.ConnectTimeLimit);
        // YARP leaves an instance alone for this long at least.
        services.Configure<TransportFailureRateHealthPolicyOptions>(health => health.DetectionWindowSize = options.PassiveWindow);
        // They seal cookies with data protection, which a process without the console has not. Any instance serves any client.
        services.RemoveAll<ISessionAffinityPolicy>();
    }

    public static void MapGateway(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<GatewayOptions>();
        var breaker = app.Services.GetRequiredService<GatewayBreaker>();
        var timeLimit = RequestTimeLimit.Policy(app.Services.GetRequiredService<WebOptions>());
        var routes = app.MapReverseProxy(proxy =>
        {
            proxy.Use(next => context => LetFinishAsync(context, next));
            proxy.Use(next => context => GatewayAnswers.RunAsync(context, next));
            proxy.Use(next => context => breaker.RunAsync(context, next));
            proxy.Use(next => context => GatewayRetry.RunAsync(context, next, options.Retries));
            proxy.UseLoadBalancing();
            proxy.Use(next => context => GatewayLoadBalancing.CountAsync(context, next));
            proxy.UsePassiveHealthChecks();
        });
        routes.ConfigureEndpoints(
            (endpoint, route) => endpoint.WithMetadata(new ForwardedMetadata(route.ClusterId!)).WithRequestTimeout(timeLimit)
        );
    }

    /// <summary>
    /// How long all of an answer may take is known where it is made; from its beginning on the gateway minds that it does not stop
    /// (<see cref="GatewayOptions.TimeLimit"/>).
    /// </summary>
    private static Task LetFinishAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
            return Task.CompletedTask;
        });
        return next(context);
    }
}
