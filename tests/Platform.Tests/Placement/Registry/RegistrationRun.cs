using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Host;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Platform.Tests.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Placement.Registry;

/// <summary>A process's part in the registry, with a clock that stands until it is moved.</summary>
internal sealed class RegistrationRun : IDisposable
{
    private const string Sample = """[{ "name": "sample", "owner": "tests", "purpose": "Try the platform." }]""";

    private readonly ServiceProvider services;
    private readonly Health health;

    /// <param name="registry">The registry.</param>
    /// <param name="name">What its address is made of.</param>
    /// <param name="dataFolder">Where a module here has its data; none has any, unless told.</param>
    public RegistrationRun(RegistryServer registry, string name, string? dataFolder = null)
    {
        var options = new PlacementOptions { Address = new Uri($"http://{name}.test"), Zone = "north" };
        var collection = new ServiceCollection();
        Catalog = ModuleCatalog.Load(typeof(Program).Assembly, "orders,users");
        if (dataFolder is not null)
        {
            Catalog = ModuleCatalog.Compose(ModuleRegister.Parse(Sample), [typeof(SampleModule).Assembly], "*");
            Catalog.Hosted.Single().ContextType = typeof(SampleDbContext);
            collection.AddDbContext<SampleDbContext>(context =>
                context.UseSqlite($"Data Source={Path.Combine(dataFolder, "sample.db")};Pooling=False")
            );
        }

        services = collection.BuildServiceProvider();
        health = new Health(Catalog, Scopes, Lifetime, Clock, NullLogger<Health>.Instance);
        Registration = new InstanceRegistration(
            options,
            Catalog,
            registry.Table(),
            new NoServer(),
            health,
            Lifetime,
            Clock,
            NullLogger<InstanceRegistration>.Instance
        );
    }

    public ModuleCatalog Catalog { get; }

    public IServiceScopeFactory Scopes => services.GetRequiredService<IServiceScopeFactory>();

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

    public void Dispose()
    {
        Registration.Dispose();
        health.Dispose();
        services.Dispose();
    }

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }
}
