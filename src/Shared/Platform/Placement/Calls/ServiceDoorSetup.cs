using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace MonolithFirst.Platform.Placement.Calls;

internal static class ServiceDoorSetup
{
    /// <summary>Tells callers of this system from others, and believes what the gateway says about the client it forwards for.</summary>
    public static void UseServiceDoor(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<Role>().IsOneOfSeveral)
        {
            return;
        }

        var door = app.Services.GetRequiredService<ServiceDoor>();
        app.Use(next => context => door.GuardAsync(context, next));
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
        // From whatever address: the credential has said who it is.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        app.UseWhen(ServiceDoor.IsFromService, branch => branch.UseForwardedHeaders(forwarded));
    }
}
