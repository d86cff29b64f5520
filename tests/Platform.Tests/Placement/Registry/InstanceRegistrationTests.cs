using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Placement.Registry;

public sealed class InstanceRegistrationTests(RegistryServer registry) : IClassFixture<RegistryServer>, IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await registry.HoldAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_process_registers_starting_is_up_when_it_has_started_drains_when_asked_to_stop_and_is_gone_when_it_has()
    {
        using var run = new RegistrationRun(registry, "orders-1");
        await run.Registration.StartAsync(Stop);
        await StatusAsync(run, InstanceStatus.Starting);
        run.Lifetime.NotifyStarted();
        await StatusAsync(run, InstanceStatus.Up);
        run.Lifetime.StopApplication();
        await StatusAsync(run, InstanceStatus.Draining);
        await run.Registration.StopAsync(Stop);
        Assert.Equal("", await registry.IdsAsync());
    }

    [Fact]
    public async Task The_lease_is_renewed_every_third_of_it()
    {
        using var run = new RegistrationRun(registry, "orders-1");
        await run.Registration.StartAsync(Stop);
        await StatusAsync(run, InstanceStatus.Starting);
        await registry.LetExpireAsync(5, run.Id);
        await Eventually.TrueAsync(
            async () =>
            {
                run.Clock.Advance(TimeSpan.FromSeconds(10));
                var row = (await registry.Table().ReadAsync(Stop)).Single();
                return row.LeaseUntil > row.LastHeartbeat;
            },
            TimeSpan.FromMinutes(2)
        );
        await run.Registration.StopAsync(Stop);
    }

    [Fact]
    public async Task Of_two_instances_the_dead_one_is_evicted()
    {
        using var run = new RegistrationRun(registry, "orders-1");
        await run.HeartbeatAsync();
        await registry.Table().RegisterAsync(RegistryServer.InstanceOf("dead"), Stop);
        await run.RenewForALeaseAsync();
        Assert.Contains("dead", await registry.IdsAsync(), StringComparison.Ordinal);
        await registry.LetExpireAsync(1, "dead");
        await run.HeartbeatAsync();
        Assert.Equal(run.Id, await registry.IdsAsync());
    }

    [Fact]
    public async Task An_instance_judges_no_other_before_it_has_renewed_for_a_whole_lease()
    {
        await registry.HoldAsync("other");
        await registry.LetExpireAsync(60, "other");
        using var run = new RegistrationRun(registry, "orders-1");
        await run.HeartbeatAsync();
        run.Clock.Advance(TimeSpan.FromSeconds(29.9));
        await run.HeartbeatAsync();
        Assert.Contains("other", await registry.IdsAsync(), StringComparison.Ordinal);
        run.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await run.HeartbeatAsync();
        Assert.DoesNotContain("other", await registry.IdsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_was_held_up_for_a_lease_judges_no_other_until_it_has_renewed_for_another()
    {
        using var run = new RegistrationRun(registry, "orders-1");
        await run.HeartbeatAsync();
        await run.RenewForALeaseAsync();
        run.Clock.Advance(TimeSpan.FromSeconds(31));
        await registry.Table().RegisterAsync(RegistryServer.InstanceOf("other"), Stop);
        await registry.LetExpireAsync(5, "other");
        await run.HeartbeatAsync();
        Assert.Contains("other", await registry.IdsAsync(), StringComparison.Ordinal);
        await run.RenewForALeaseAsync();
        Assert.DoesNotContain("other", await registry.IdsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_finds_itself_evicted_registers_again_and_judges_no_other_for_a_lease()
    {
        using var run = new RegistrationRun(registry, "orders-1");
        await run.HeartbeatAsync();
        await run.RenewForALeaseAsync();
        await run.Registration.BecomeAsync(InstanceStatus.Up, Stop);
        await registry.HoldAsync("other");
        await registry.LetExpireAsync(5, "other");
        await run.HeartbeatAsync();
        await StatusAsync(run, InstanceStatus.Up);
        Assert.Contains("other", await registry.IdsAsync(), StringComparison.Ordinal);
        await run.RenewForALeaseAsync();
        Assert.DoesNotContain("other", await registry.IdsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_too_many_leases_are_over_at_once_nobody_is_evicted()
    {
        string[] others = ["a", "b", "c"];
        await registry.HoldAsync(others);
        using var run = new RegistrationRun(registry, "orders-1");
        await run.HeartbeatAsync();
        await registry.LetExpireAsync(5, others[..2]);
        await run.RenewForALeaseAsync();
        Assert.All(others, id => Assert.Contains(id, registry.IdsAsync().Result.Split(' ')));
        await registry.Table().RenewAsync("a", InstanceStatus.Up, Stop);
        await run.HeartbeatAsync();
        Assert.DoesNotContain("b", (await registry.IdsAsync()).Split(' '));
    }

    [Fact]
    public async Task An_instance_is_down_while_a_module_of_its_cannot_work()
    {
        using var folder = new TemporaryFolder();
        var data = Directory.CreateDirectory(Path.Combine(folder.FullName, "data")).FullName;
        using var run = new RegistrationRun(registry, "sample-1", data);
        await run.Registration.BecomeAsync(InstanceStatus.Up, Stop);
        Assert.Equal(InstanceStatus.Up, (await registry.Table().ReadAsync(Stop)).Single().Status);

        Directory.Move(data, data + "-away");
        run.Clock.Advance(TimeSpan.FromSeconds(10));
        await run.HeartbeatAsync();
        Assert.Equal(InstanceStatus.Down, (await registry.Table().ReadAsync(Stop)).Single().Status);

        Directory.Move(data + "-away", data);
        run.Clock.Advance(TimeSpan.FromSeconds(10));
        await run.HeartbeatAsync();
        Assert.Equal(InstanceStatus.Up, (await registry.Table().ReadAsync(Stop)).Single().Status);
    }

    [Fact]
    public async Task While_schemas_are_brought_up_to_date_others_see_the_process_starting()
    {
        using var run = new RegistrationRun(registry, "orders-1");
        var seen = new List<InstanceStatus>();
        await PrepareAsync(
            run,
            async () =>
            {
                await StatusAsync(run, InstanceStatus.Starting);
                seen.Add((await registry.Table().ReadAsync(Stop)).Single().Status);
            }
        );
        Assert.Equal([InstanceStatus.Starting], seen);
        // The host starts it again, with all the others.
        await run.Registration.StartAsync(Stop);
        run.Lifetime.NotifyStarted();
        await StatusAsync(run, InstanceStatus.Up);
        await run.Registration.StopAsync(Stop);
    }

    [Fact]
    public async Task A_process_that_cannot_prepare_leaves_the_registry()
    {
        using var run = new RegistrationRun(registry, "orders-1");
        await Assert.ThrowsAsync<ModuleSetupException>(() =>
            PrepareAsync(
                run,
                async () =>
                {
                    await StatusAsync(run, InstanceStatus.Starting);
                    throw new ModuleSetupException("It cannot.");
                }
            )
        );
        Assert.Equal("", await registry.IdsAsync());
    }

    /// <summary>Prepares as a process does before its host starts, with this as the start task of a module.</summary>
    private async Task PrepareAsync(RegistrationRun run, Func<Task> task)
    {
        run.Catalog.Hosted[0].StartTasks.Add(typeof(StartTask));
        await using var services = new ServiceCollection().AddSingleton(new StartTask(task)).BuildServiceProvider();
        using var startup = new SchemaStartup(
            run.Catalog,
            new ModuleDatabase(registry.Database),
            services.GetRequiredService<IServiceScopeFactory>(),
            registry.Contexts,
            run.Registration
        );
        await startup.RunAsync(Stop);
    }

    private sealed class StartTask(Func<Task> task) : IStartTask
    {
        public Task RunAsync(CancellationToken cancellationToken) => task();
    }

    private Task StatusAsync(RegistrationRun run, InstanceStatus status) =>
        Eventually.GetAsync(
            async () => (await registry.Table().ReadAsync(Stop)).SingleOrDefault(row => row.Id == run.Id)?.Status,
            now => now == status,
            TimeSpan.FromMinutes(2)
        );
}
