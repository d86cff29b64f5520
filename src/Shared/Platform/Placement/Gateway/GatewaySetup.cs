using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MonolithFirst.Platform.Placement.LoadBalancing;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.SessionAffinity;

namespace MonolithFirst.Platform.Placement.Gateway;

internal static class GatewaySetup
{
    public static void AddGateway(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<IProxyConfigProvider, GatewayRoutes>();
        services.AddSingleton<ILoadBalancingPolicy, GatewayLoadBalancing>();
        services.AddReverseProxy().AddTransforms<GatewayHeaders>();
        // They seal cookies with data protection, which no process has. Any instance serves any client.
        services.RemoveAll<ISessionAffinityPolicy>();
    }

    public static void MapGateway(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<GatewayOptions>();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(next => context => GatewayRetry.RunAsync(context, next, options.Retries));
            proxy.UseLoadBalancing();
            proxy.Use(next => context => GatewayLoadBalancing.CountAsync(context, next));
            proxy.UsePassiveHealthChecks();
        });
    }
}
