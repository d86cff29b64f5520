using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform;

/// <summary>Composes modules and platform into one host.</summary>
public static class PlatformSetup
{
    /// <summary>Adds the hosted modules and all that they stand on.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="catalog">The modules.</param>
    /// <param name="generated">The assembly that holds Wolverine's pre-generated code.</param>
    public static void AddPlatform(this WebApplicationBuilder builder, ModuleCatalog catalog, Assembly generated)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(catalog);
        builder.Services.TryAddSingleton<TimeProvider>(new MicrosecondClock());
        builder.Services.AddSingleton<ClockWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ClockWatch>());
        builder.AddObservability();
        builder.Services.AddPersistence(builder.Configuration);
        builder.AddWeb();
        builder.AddSecurity();
        builder.AddPlacement(catalog);
        builder.AddMessaging(catalog, generated);
        builder.AddJobs(catalog);
        builder.Services.AddModules(catalog, builder.Configuration);
        builder.Services.RemoveDataProtection();
    }

    /// <summary>Puts the middleware and the endpoints of platform and modules in place.</summary>
    /// <param name="app">The host.</param>
    /// <param name="beforeAuthentication">Puts in place what must have happened before anybody asks who calls.</param>
    public static void UsePlatform(this WebApplication app, Action<WebApplication>? beforeAuthentication = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseWeb(beforeAuthentication);
        app.UseSecurity();
        app.MapWeb();
        app.MapPlacement();
        app.MapJobs();
        app.MapObservability();
    }

    /// <summary>Migrates the schemas and runs the modules' start tasks.</summary>
    /// <exception cref="ModuleSetupException">Something is missing; the message says what to do.</exception>
    public static Task PrepareAsync(this WebApplication app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.CheckPlacement();
        app.CheckJobs();
        return app.Services.GetRequiredService<SchemaStartup>().RunAsync(cancellationToken);
    }
}
