using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MonolithFirst.Platform.Auditing;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web.OpenApi;

namespace MonolithFirst.Platform.Web;

internal static class WebSetup
{
    /// <summary>Whose endpoints are the platform's own, below <c>/api/platform</c>.</summary>
    private const string PlatformName = "platform";

    public static void AddWeb(this WebApplicationBuilder builder)
    {
        var options = WebOptions.From(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddHttpContextAccessor();
        services.AddScoped<Caller>();
        services.AddScoped<IdempotencyKey>();
        services.AddScoped<AuditTrail>();
        services.AddSingleton<RequestLimits>();
        services.AddSingleton<Health>();
        services.AddSingleton<BadRequests>();
        services.AddExceptionHandler<ProblemHandler>();
        services.AddRequestTimeouts();
        services.AddOpenApiDocument();
        services.ConfigureHttpJsonOptions(json => ReadStrictly(json.SerializerOptions));
        // Otherwise a request that cannot be bound is an empty 400 that says nothing.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Request lines (8 KiB) and headers (32 KiB, 100 of them) keep Kestrel's limits; it refuses those itself, without a body.
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        });
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services
            .AddOptions<HostOptions>()
            .Configure<Drain>((host, drain) => host.ShutdownTimeout = options.ShutdownTimeLimit + drain.Delay);
        ValidatorOptions.Global.DisplayNameResolver = (_, member, _) =>
            member is null ? null : JsonNamingPolicy.CamelCase.ConvertName(member.Name);
        if (options.TrustedProxies.Count > 0)
        {
            services.Configure<ForwardedHeadersOptions>(forwarded => Trust(forwarded, options.TrustedProxies));
        }
    }

    public static void UseWeb(this WebApplication app, Action<WebApplication>? beforeAuthentication)
    {
        if (app.Services.GetRequiredService<WebOptions>().TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.Use(next => context => SecurityHeaders.SetAsync(context, next));
        app.UseRouting();
        app.Use(next => context => RequestFlow.BeginAsync(context, next));
        app.Use(next => context => PlainPaths.CheckAsync(context, next));
        app.UseExceptionHandler(
            new ExceptionHandlerOptions { ExceptionHandler = _ => Task.CompletedTask, AllowStatusCode404Response = true }
        );
        app.UseStatusCodePages(pages => Problem.Of(pages.HttpContext.Response.StatusCode).WriteAsync(pages.HttpContext));
        app.UseRequestTimeouts();
        app.UseServiceDoor();
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.Use(next => context => limits.RefuseWhenFullAsync(context, next));
        beforeAuthentication?.Invoke(app);
        // Limits and logs need to know who calls. Handlers remember their answer, so doing it again later costs nothing.
        app.UseAuthentication();
        app.Use(next => context => RequestFlow.SetUserAsync(context, next));
        app.Use(next => context => limits.LimitAsync(context, next));
    }

    public static void MapWeb(this WebApplication app)
    {
        app.Use(next => context => RequestChecks.CheckAsync(context, next));
        app.Use(next => context => EnumParameters.ReadAsync(context, next));
        var timeLimit = RequestTimeLimit.Policy(app.Services.GetRequiredService<WebOptions>());
        var catalog = app.Services.GetRequiredService<ModuleCatalog>();
        var forwarded = app.Services.GetRequiredService<Role>().Forwarded;
        // In one order wherever they live, so that the OpenAPI document is the same in every topology.
        foreach (var module in catalog.Known)
        {
            if (catalog.IsHosted(module))
            {
                var routes = Group(app, module, timeLimit);
                routes.RequireAuthorization();
                MapEndpoints(routes, catalog.Assemblies[module]);
            }
            else if (forwarded.Contains(module))
            {
                // For the OpenAPI document alone: requests are forwarded before they get here.
                MapEndpoints(Group(app, module, timeLimit), catalog.Assemblies[module]);
            }
        }

        var platform = Group(app, PlatformName, timeLimit);
        platform.RequireAuthorization(policy => policy.RequireRole(Roles.Admin));
        MapEndpoints(platform, typeof(WebSetup).Assembly);
        app.MapOpenApiDocument();
        Health.Map(app);
    }

    internal static void ReadStrictly(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.PropertyNameCaseInsensitive = false;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(
            JsonFaults.RefuseNullInLists
        );
    }

    private static RouteGroupBuilder Group(WebApplication app, string name, RequestTimeoutPolicy timeLimit)
    {
        var routes = app.MapGroup("/api/" + name);
        routes.WithTags(name).WithMetadata(new ModuleMetadata(name)).WithRequestTimeout(timeLimit);
        return routes;
    }

    private static void MapEndpoints(RouteGroupBuilder routes, Assembly assembly)
    {
        var endpoints = assembly
            .GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IEndpoint)) && !type.IsAbstract)
            .OrderBy(type => type.FullName, StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
        {
            endpoint
                .GetMethod(nameof(IEndpoint.Map), BindingFlags.Public | BindingFlags.Static, [typeof(RouteGroupBuilder)])!
                .Invoke(null, [routes]);
        }
    }

    private static void Trust(ForwardedHeadersOptions forwarded, IReadOnlyList<string> proxies)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.All;
        // As many as are trusted: the first address from the right that is not one of theirs is the client's.
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (System.Net.IPNetwork.TryParse(proxy, out var network))
            {
                forwarded.KnownIPNetworks.Add(network);
            }
            else if (IPAddress.TryParse(proxy, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else
            {
                throw new ModuleSetupException(
                    $"Web:TrustedProxies names '{proxy}', which is no address and no network such as 10.0.0.0/8."
                );
            }
        }
    }
}
