using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MonolithFirst.Host;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Platform.Tests.Placement.Registry;
using MonolithFirst.Platform.Web;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Placement;

public sealed class InstanceDirectoryTests(RegistryServer registry) : IClassFixture<RegistryServer>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_find_each_other_in_the_registry_as_long_as_they_take_calls()
    {
        await registry.HoldAsync();
        await using var host = await StartAsync("*,!orders", Registered("http://host.test:8080"));
        var directory = host.Services.GetRequiredService<InstanceDirectory>();
        Assert.Empty(directory.InstancesOf("orders"));
        var change = directory.NextChange;

        await using var orders = await StartAsync("orders", Registered("http://orders-1.test:8080"));
        var found = await Eventually.GetAsync(
            () => Task.FromResult(directory.InstancesOf("orders")),
            instances => instances.Count == 1,
            Limit
        );
        Assert.Equal(orders.Services.GetRequiredService<InstanceRegistration>().Self!.Id, found[0].Id);
        Assert.Equal(("http://orders-1.test:8080/", "north", InstanceStatus.Up), ($"{found[0].Address}", found[0].Zone, found[0].Status));
        Assert.Equal(["orders"], found[0].Modules);
        Assert.True(change.HasChanged);
        Assert.Equal(found[0].Id, host.Services.GetRequiredService<LoadBalancer>().Choose("orders", found)?.Id);
        // And the other way round, for every module that the host has.
        var others = orders.Services.GetRequiredService<InstanceDirectory>();
        await Eventually.TrueAsync(() => others.RemoteModules.All(module => others.InstancesOf(module).Count == 1), Limit);

        await orders.StopAsync(Stop);
        await Eventually.TrueAsync(() => directory.InstancesOf("orders").Count == 0, Limit);
    }

    [Fact]
    public async Task A_draining_instance_is_a_candidate_only_where_no_other_is_up_and_a_starting_one_never()
    {
        await registry.HoldAsync("a", "b", "c");
        await registry.Table().RenewAsync("a", InstanceStatus.Draining, Stop);
        await registry.Table().RenewAsync("c", InstanceStatus.Starting, Stop);
        await using var host = await StartAsync("*,!orders", Registered("http://host.test:8080"));
        var directory = host.Services.GetRequiredService<InstanceDirectory>();
        await CandidatesAsync(directory, "orders", "b");
        await registry.Table().RemoveAsync("b", Stop);
        await CandidatesAsync(directory, "orders", "a");
    }

    [Fact]
    public async Task Settings_take_the_place_of_the_registry()
    {
        await using var host = await StartAsync(
            "*,!orders",
            new()
            {
                ["Placement:Discovery"] = "Configuration",
                ["Services:orders:http:0"] = "http://orders-2.test:8080",
                ["Services:orders:http:1"] = "orders-1.test:8081",
            }
        );
        var directory = host.Services.GetRequiredService<InstanceDirectory>();
        var expected = new[] { "http://orders-1.test:8081/", "http://orders-2.test:8080/" };
        Assert.Equal(expected, directory.InstancesOf("orders").Select(instance => $"{instance.Address}"));
        Assert.NotNull(host.Services.GetRequiredService<LoadBalancer>().Choose("orders", directory.InstancesOf("orders")));
        Assert.Null(host.Services.GetService<RegistryList>());
    }

    [Fact]
    public async Task DNS_takes_the_place_of_the_registry()
    {
        await using var host = await StartAsync(
            "*,!orders",
            new()
            {
                ["Placement:Discovery"] = "Dns",
                ["Placement:Dns:Name"] = "localhost",
                ["Placement:Dns:Port"] = "8085",
            }
        );
        var instances = host.Services.GetRequiredService<InstanceDirectory>().InstancesOf("orders");
        Assert.Contains(instances, instance => $"{instance.Address}" == "http://127.0.0.1:8085/");
    }

    [Fact]
    public async Task A_process_that_hosts_every_module_has_neither_a_registry_nor_a_directory()
    {
        await using var host = await StartAsync("*", []);
        Assert.Null(host.Services.GetService<RegistryTable>());
        Assert.Null(host.Services.GetService<InstanceRegistration>());
        Assert.Null(host.Services.GetService<InstanceDirectory>());
    }

    [Theory]
    [InlineData("Placement:Registry:Enabled", "true", "Placement:Registry:Enabled")]
    [InlineData("Placement:Registry:Lease", "00:00:00.5", "Lease")]
    [InlineData("Placement:Registry:ExpiryShare", "15", "ExpiryShare")]
    [InlineData("Placement:LoadBalancing:Policies:ordres", "Random", "'ordres'")]
    [InlineData("Placement:Address", "orders-1", "Placement:Address")]
    [InlineData("Placement:Zoone", "north", "Zoone")]
    public async Task Settings_that_cannot_work_are_refused(string setting, string value, string named)
    {
        var refused = await Assert.ThrowsAsync<ModuleSetupException>(() => StartAsync("*", new() { [setting] = value }));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private Dictionary<string, string?> Registered(string address) =>
        new(registry.Settings)
        {
            ["Placement:Address"] = address,
            ["Placement:Zone"] = "north",
            // Long, so that a slow machine is not taken for a registry that is away.
            ["Placement:Registry:Lease"] = "00:09:00",
            ["Placement:Registry:RefreshInterval"] = "00:00:00.050",
        };

    private static Task CandidatesAsync(InstanceDirectory directory, string module, params string[] ids) =>
        Eventually.GetAsync(
            () => Task.FromResult(directory.InstancesOf(module).Select(instance => instance.Id).ToList()),
            found => found.SequenceEqual(ids),
            Limit
        );

    /// <summary>A host with nothing but its placement.</summary>
    private static async Task<WebApplication> StartAsync(string modules, Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var catalog = ModuleCatalog.Load(typeof(Program).Assembly, modules);
        builder.Services.AddSingleton(catalog);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Health>();
        builder.Services.AddPersistence(builder.Configuration);
        builder.AddPlacement(catalog);
        var app = builder.Build();
        await app.StartAsync(Stop);
        return app;
    }
}
