using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Placement.Registry;

/// <summary>Stops the server, so it has one of its own.</summary>
public sealed class RegistryAwayTests(RegistryServer registry) : IClassFixture<RegistryServer>
{
    [Fact]
    public async Task While_the_registry_is_away_the_list_last_known_stays_and_when_it_is_back_nobody_is_evicted_for_it()
    {
        var stop = TestContext.Current.CancellationToken;
        await registry.HoldAsync();
        using var run = new RegistrationRun(registry, "orders-1");
        using var list = new RegistryList(
            registry.Table(),
            new RegistryOptions(),
            new FakeTimeProvider(),
            NullLogger<RegistryList>.Instance
        );
        await run.HeartbeatAsync();
        await run.RenewForALeaseAsync();
        await registry.Table().RegisterAsync(RegistryServer.InstanceOf("other"), stop);
        var change = list.NextChange;
        await list.RefreshAsync(stop);
        Assert.True(change.HasChanged);
        var known = list.Last;
        Assert.Equal(2, known.Count);

        await registry.Server.KillAsync();
        await list.RefreshAsync(stop);
        Assert.Same(known, list.Last);
        await run.HeartbeatAsync();
        run.Clock.Advance(TimeSpan.FromSeconds(10));
        await run.HeartbeatAsync();

        await registry.Server.StartAgainAsync();
        // While it was away, the other could not renew either.
        await registry.LetExpireAsync(5, "other");
        await Eventually.TrueAsync(
            async () =>
            {
                await run.HeartbeatAsync();
                await list.RefreshAsync(stop);
                return list.Last.Any(row => row.Id == run.Id && row.LeaseUntil > row.LastHeartbeat && !ReferenceEquals(list.Last, known));
            },
            TimeSpan.FromMinutes(2)
        );
        Assert.Contains("other", (await registry.IdsAsync()).Split(' '));
        await registry.Table().RenewAsync("other", Platform.Placement.InstanceStatus.Up, stop);
        await run.RenewForALeaseAsync();
        Assert.Contains("other", (await registry.IdsAsync()).Split(' '));
    }

    [Fact]
    public async Task A_database_that_held_the_registry_too_is_back_for_a_renewal_before_an_instance_calls_itself_down()
    {
        var stop = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var data = Directory.CreateDirectory(Path.Combine(folder.FullName, "data")).FullName;
        await registry.HoldAsync();
        using var run = new RegistrationRun(registry, "sample-1", data);
        await run.Registration.BecomeAsync(Platform.Placement.InstanceStatus.Up, stop);

        await registry.Server.KillAsync();
        Directory.Move(data, data + "-away");
        run.Clock.Advance(TimeSpan.FromSeconds(10));
        await run.HeartbeatAsync();
        await registry.Server.StartAgainAsync();
        await registry.HoldAsync();
        run.Clock.Advance(TimeSpan.FromSeconds(10));
        await run.HeartbeatAsync();
        Assert.Equal(Platform.Placement.InstanceStatus.Up, (await registry.Table().ReadAsync(stop)).Single().Status);
        run.Clock.Advance(TimeSpan.FromSeconds(10));
        await run.HeartbeatAsync();
        Assert.Equal(Platform.Placement.InstanceStatus.Down, (await registry.Table().ReadAsync(stop)).Single().Status);
    }

    [Fact]
    public async Task Heartbeats_and_other_reads_of_the_same_are_no_change()
    {
        var stop = TestContext.Current.CancellationToken;
        await registry.HoldAsync("a");
        using var list = new RegistryList(
            registry.Table(),
            new RegistryOptions(),
            new FakeTimeProvider(),
            NullLogger<RegistryList>.Instance
        );
        await list.RefreshAsync(stop);
        var change = list.NextChange;
        await registry.Table().RenewAsync("a", Platform.Placement.InstanceStatus.Up, stop);
        await list.RefreshAsync(stop);
        Assert.False(change.HasChanged);
        await registry.Table().RenewAsync("a", Platform.Placement.InstanceStatus.Draining, stop);
        await list.RefreshAsync(stop);
        Assert.True(change.HasChanged);
    }
}
