using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement.Calls;
using OpenTelemetry.Metrics;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace MonolithFirst.Platform.Observability;

internal static class ObservabilitySetup
{
    private const string Line =
        "{Timestamp:HH:mm:ss.fff} {Level:u3} {Module}/{Service} {Message:lj} trace={TraceId} user={User}{NewLine}{Exception}";

    public static void AddObservability(this WebApplicationBuilder builder)
    {
        var logs = builder.Configuration.GetSection("Logs").Read<LogsOptions>();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(builder.Configuration.GetSection("Metrics").Read<MetricsOptions>());
        builder.Host.UseSerilog((context, log) => Configure(log, context.Configuration, logs));
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter(Telemetry.Name).AddPrometheusExporter()
            );
    }

    /// <summary>
    /// Figures for Prometheus. They name services and counts, no person; still they are for this machine and for administrators, unless
    /// <c>Metrics:Public</c> opens them to a scraper elsewhere.
    /// </summary>
    public static void MapObservability(this WebApplication app)
    {
        var isPublic = app.Services.GetRequiredService<MetricsOptions>().Public;
        app.MapPrometheusScrapingEndpoint("/metrics")
            .RequireAuthorization(policy =>
                policy.RequireAssertion(context =>
                    isPublic || context.User.IsInRole(Web.Roles.Admin) || context.Resource is HttpContext http && IsOfThisMachine(http)
                )
            )
            .DisableHttpMetrics()
            .WithMetadata(new ForProbesMetadata());
    }

    /// <summary>A proxy on this machine comes from here as well, and says that it asks for somebody else.</summary>
    private static bool IsOfThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !http.Request.Headers.ContainsKey("X-Forwarded-For")
        && !http.Request.Headers.ContainsKey("Forwarded");

    private static void Configure(LoggerConfiguration log, IConfiguration configuration, LogsOptions options)
    {
        log.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            // A status page of ours says what failed; the middleware would log client errors as the host's own.
            .MinimumLevel.Override("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogEventLevel.Fatal)
            .MinimumLevel.Override("Wolverine", LogEventLevel.Warning)
            .MinimumLevel.Override("JasperFx", LogEventLevel.Warning)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Error)
            .ReadFrom.Configuration(configuration)
            .Enrich.FromLogContext()
            .Enrich.With<FlowEnricher>()
            .Enrich.With<QueryStringMask>();
        if (options.AreText)
        {
            log.WriteTo.Console(outputTemplate: Line, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        }
        else
        {
            log.WriteTo.Console(new RenderedCompactJsonFormatter());
        }
    }
}
