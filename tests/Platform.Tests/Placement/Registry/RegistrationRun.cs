using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Host;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Registry;

namespace MonolithFirst.Platform.Tests.Placement.Registry;

/// <summary>A process's part in the registry, with a clock that stands until it is moved.</summary>
internal sealed class RegistrationRun : IDisposable
{
    public RegistrationRun(RegistryServer registry, string name)
    {
        var options = new PlacementOptions { Address = new Uri($"http://{name}.test"), Zone = "north" };
        Registration = new InstanceRegistration(
            options,
            ModuleCatalog.Load(typeof(Program).Assembly, "orders,users"),
            registry.Table(),
            new NoServer(),
            Lifetime,
            Clock,
            NullLogger<InstanceRegistration>.Instance
        );
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ApplicationLifetime Lifetime { get; } = new(NullLogger<ApplicationLifetime>.Instance);

    public InstanceRegistration Registration { get; }

    public string Id => Registration.Self!.Id;

    public Task HeartbeatAsync() => Registration.HeartbeatAsync(TestContext.Current.CancellationToken);

    /// <summary>Renews three times, ten seconds apart: for a whole lease.</summary>
    public async Task RenewForALeaseAsync()
    {
        for (var renewal = 0; renewal < 3; renewal++)
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            await HeartbeatAsync();
        }
    }

    public void Dispose() => Registration.Dispose();

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }
}
