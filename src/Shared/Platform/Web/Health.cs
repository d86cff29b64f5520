using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Calls;

namespace MonolithFirst.Platform.Web;

/// <summary>What a load balancer reads.</summary>
/// <param name="Status"><c>ready</c>, <c>unavailable</c> or <c>stopping</c>.</param>
/// <param name="Modules">The same by hosted module; a stranger learns no more.</param>
internal sealed record HealthAnswer(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Modules = null
);

/// <summary>Whether this process lives, and whether each module it hosts can work.</summary>
internal sealed class Health(
    ModuleCatalog modules,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<Health> logger
) : IDisposable
{
    /// <summary>The status while a module cannot work.</summary>
    public const string Unavailable = "unavailable";

    private const string Ready = "ready";

    // Anybody may ask, so asking often must not reach the databases often.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckTimeLimit = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim checking = new(1, 1);
    private readonly HashSet<string> migrated = [];
    private IReadOnlyDictionary<string, string> known = new Dictionary<string, string>();
    private long? knownSince;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapGroup("/health")
            .AllowAnonymous()
            .ExcludeFromDescription()
            .WithMetadata(new UnlimitedMetadata(), new ForProbesMetadata());
        group.MapGet("/live", () => TypedResults.Ok(new HealthAnswer("live"))).DisableHttpMetrics();
        group
            .MapGet(
                "/ready",
                async (Health health, HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "no-store";
                    var answer = await health.CheckAsync(context.RequestAborted);
                    return TypedResults.Json(
                        answer,
                        statusCode: answer.Status == Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
                    );
                }
            )
            .DisableHttpMetrics();
    }

    public void Dispose() => checking.Dispose();

    public async Task<HealthAnswer> CheckAsync(CancellationToken cancellationToken)
    {
        var states = await StatesAsync(cancellationToken);
        var status =
            lifetime.ApplicationStopping.IsCancellationRequested ? "stopping"
            : states.Values.All(state => state == Ready) ? Ready
            : Unavailable;
        return new HealthAnswer(status, states);
    }

    private async Task<IReadOnlyDictionary<string, string>> StatesAsync(CancellationToken cancellationToken)
    {
        await checking.WaitAsync(cancellationToken);
        try
        {
            if (knownSince is null || clock.GetElapsedTime(knownSince.Value) > Fresh)
            {
                var states = await Task.WhenAll(
                    modules.Hosted.Select(async module => (module.Name, State: await StateOfAsync(module) ? Ready : Unavailable))
                );
                known = states.ToDictionary(state => state.Name, state => state.State);
                knownSince = clock.GetTimestamp();
            }

            return known;
        }
        finally
        {
            checking.Release();
        }
    }

    private async Task<bool> StateOfAsync(HostedModule module)
    {
        if (module.ContextType is null)
        {
            return true;
        }

        // Not the caller's own patience: others wait for this answer too.
        using var limit = new CancellationTokenSource(CheckTimeLimit);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var database = module.ContextFrom(scope.ServiceProvider).Database;
            if (IsMigrated(module))
            {
                await database.ExecuteSqlRawAsync("SELECT 1", limit.Token);
                return true;
            }

            var pending = await database.GetPendingMigrationsAsync(limit.Token);
            return !pending.Any() && Remember(module);
        }
        catch (Exception failure) when (failure is OperationCanceledException || DatabaseFault.IsCauseOf(failure))
        {
            logger.LogWarning(failure, "The schema of {Module} cannot be reached", module.Name);
            return false;
        }
    }

    private bool IsMigrated(HostedModule module)
    {
        lock (migrated)
        {
            return migrated.Contains(module.Name);
        }
    }

    private bool Remember(HostedModule module)
    {
        lock (migrated)
        {
            migrated.Add(module.Name);
        }

        return true;
    }
}

/// <summary>
/// Goes on taking requests for a while after the process was asked to stop: as long as <see cref="WebOptions.DrainDelay"/> says; where
/// it says nothing and there are other processes, until those have read that this one is draining.
/// </summary>
internal sealed class Drain(WebOptions options, Role role, PlacementOptions placement) : IHostedLifecycleService
{
    public TimeSpan Delay => options.DrainDelay ?? (role.IsOneOfSeveral ? placement.Registry.RefreshInterval * 1.5 : TimeSpan.Zero);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(Delay, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
