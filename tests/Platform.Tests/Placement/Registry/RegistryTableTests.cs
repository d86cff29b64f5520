using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Registry;
using MySqlConnector;

namespace MonolithFirst.Platform.Tests.Placement.Registry;

public sealed class RegistryTableTests(RegistryServer registry) : IClassFixture<RegistryServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_is_listed_as_it_registered_with_a_lease_by_the_clock_of_the_database()
    {
        await registry.HoldAsync();
        var before = await registry.Server.ScalarAsync<DateTime>("SELECT UTC_TIMESTAMP(6)");
        await registry.Table(new RegistryOptions()).RegisterAsync(RegistryServer.InstanceOf("a") with { Zone = null }, Stop);
        var row = Assert.Single(await registry.Table().ReadAsync(Stop));
        var after = await registry.Server.ScalarAsync<DateTime>("SELECT UTC_TIMESTAMP(6)");

        Assert.InRange(row.LastHeartbeat, before, after);
        Assert.Equal(TimeSpan.FromSeconds(30), row.LeaseUntil - row.LastHeartbeat);
        var instance = row.ToInstance();
        Assert.Equal(("a", "http://a.test:8080/", null, "1.2.3"), (instance.Id, $"{instance.Address}", instance.Zone, instance.Version));
        Assert.Equal(["orders", "users"], instance.Modules);
        Assert.Equal((InstanceStatus.Up, DateTime.UnixEpoch), (instance.Status, instance.Started));
    }

    [Theory]
    [InlineData(typeof(SocketException))]
    [InlineData(typeof(EndOfStreamException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task However_a_registry_fails_it_is_away_and_whoever_asks_is_told_so(Type failure)
    {
        var table = new RegistryTable(new BrokenContexts(() => (Exception)Activator.CreateInstance(failure)!), new RegistryOptions());

        await Assert.ThrowsAsync<RegistryAwayException>(() => table.ReadAsync(Stop));
        await Assert.ThrowsAsync<RegistryAwayException>(() => table.EvictAsync(Stop));
    }

    [Fact]
    public async Task Renewing_gives_a_new_lease_and_says_whether_the_row_was_there()
    {
        await registry.HoldAsync("a");
        await registry.LetExpireAsync(5, "a");
        Assert.True(await registry.Table().RenewAsync("a", InstanceStatus.Draining, Stop));
        var row = Assert.Single(await registry.Table().ReadAsync(Stop));
        Assert.True(row.LeaseUntil > row.LastHeartbeat);
        Assert.Equal(InstanceStatus.Draining, row.Status);
        await registry.Table().RemoveAsync("a", Stop);
        Assert.False(await registry.Table().RenewAsync("a", InstanceStatus.Up, Stop));
    }

    [Fact]
    public async Task A_process_that_starts_at_an_address_takes_the_place_of_the_one_before_it()
    {
        await registry.HoldAsync("a", "b");
        await registry
            .Table()
            .RegisterAsync(RegistryServer.InstanceOf("c") with { Address = RegistryServer.InstanceOf("a").Address }, Stop);
        Assert.Equal("b c", await registry.IdsAsync());
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    [InlineData(6, 1, true)]
    [InlineData(6, 2, false)]
    [InlineData(14, 2, true)]
    [InlineData(14, 3, false)]
    [InlineData(20, 3, true)]
    [InlineData(20, 4, false)]
    public async Task Leases_that_are_over_end_unless_too_many_are_at_once(int all, int overdue, bool areEvicted)
    {
        var ids = Enumerable.Range(10, all).Select(number => $"i{number}").ToList();
        await registry.HoldAsync(ids);
        await registry.LetExpireAsync(5, ids.Take(overdue));

        var eviction = await registry.Table().EvictAsync(Stop);

        Assert.Equal(areEvicted ? ids.Take(overdue) : [], eviction.Evicted.Order());
        Assert.Equal((areEvicted ? 0 : overdue, all), (eviction.Kept, eviction.All));
        Assert.Equal(string.Join(' ', areEvicted ? ids.Skip(overdue) : ids), await registry.IdsAsync());
    }

    [Fact]
    public async Task Leases_that_end_one_after_another_are_too_many_as_well_when_their_renewals_stopped_at_once()
    {
        var ids = Enumerable.Range(10, 8).Select(number => $"i{number}").ToList();
        await registry.HoldAsync(ids);
        // Half of them were cut off together; what is left of their leases is spread over the time between renewals.
        await registry.LetFallSilentAsync(TimeSpan.FromMinutes(31), ids.Take(4));
        foreach (var id in ids.Take(4))
        {
            await registry.LetExpireAsync(2, id);
            Assert.Empty((await registry.Table().EvictAsync(Stop)).Evicted);
        }

        Assert.Equal(string.Join(' ', ids), await registry.IdsAsync());
    }

    [Fact]
    public async Task Who_was_evicted_within_the_last_lease_still_counts_as_missing()
    {
        await registry.HoldAsync("a", "b", "c", "d", "e", "f");
        await registry.LetExpireAsync(2, "a");
        Assert.Equal(["a"], (await registry.Table().EvictAsync(Stop)).Evicted);
        await registry.LetExpireAsync(2, "b");
        Assert.Equal((0, 1, 6), Counted(await registry.Table().EvictAsync(Stop)));
        Assert.Equal("b c d e f", await registry.IdsAsync());

        await registry.Server.ExecuteAsync("UPDATE platform.instances SET evicted_at = evicted_at - INTERVAL 1 HOUR WHERE id = 'a'");
        Assert.Equal((1, 0, 5), Counted(await registry.Table().EvictAsync(Stop)));
        Assert.Equal("c d e f", await registry.IdsAsync());
    }

    [Fact]
    public async Task Who_was_evicted_cannot_renew_and_registers_again()
    {
        await registry.HoldAsync("a", "b");
        await registry.LetExpireAsync(2, "a");
        await registry.Table().EvictAsync(Stop);
        Assert.False(await registry.Table().RenewAsync("a", InstanceStatus.Up, Stop));
        Assert.Equal("b", await registry.IdsAsync());
        await registry.Table().RegisterAsync(RegistryServer.InstanceOf("a"), Stop);
        Assert.Equal("a b", await registry.IdsAsync());
        Assert.Equal((0, 0, 2), Counted(await registry.Table().EvictAsync(Stop)));
    }

    [Fact]
    public async Task What_has_been_silent_for_ten_minutes_goes_even_when_too_many_are()
    {
        await registry.HoldAsync("a", "b", "c", "d");
        await registry.LetExpireAsync(590, "a", "b");
        await registry.LetExpireAsync(601, "c");
        var eviction = await registry.Table().EvictAsync(Stop);
        Assert.Equal(["c"], eviction.Evicted);
        Assert.Equal(2, eviction.Kept);
        Assert.Equal("a b d", await registry.IdsAsync());
    }

    [Fact]
    public async Task A_row_that_somebody_is_renewing_is_not_evicted()
    {
        await registry.HoldAsync("a", "b");
        await registry.LetExpireAsync(5, "a");
        await using var connection = await registry.Server.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await using var renew = new MySqlCommand(
            "UPDATE platform.instances SET lease_until = UTC_TIMESTAMP(6) + INTERVAL 30 SECOND WHERE id = 'a'",
            connection,
            transaction
        );
        await renew.ExecuteNonQueryAsync(Stop);
        Assert.Empty((await registry.Table().EvictAsync(Stop)).Evicted);
        await transaction.CommitAsync(Stop);
        Assert.Equal("a b", await registry.IdsAsync());
    }

    [Fact]
    public async Task Several_that_evict_at_once_evict_each_row_once()
    {
        var ids = Enumerable.Range(10, 40).Select(number => $"i{number}").ToList();
        await registry.HoldAsync(ids);
        await registry.LetExpireAsync(5, ids.Take(6));
        var evictions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.Table().EvictAsync(Stop)));
        Assert.Equal(ids.Take(6), evictions.SelectMany(eviction => eviction.Evicted).Order());
    }

    [Fact]
    public async Task Several_processes_make_the_schema_at_once()
    {
        await registry.MakeEmptySchemaAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    await using var context = registry.Context();
                    await context.Database.MigrateAsync(Stop);
                })
        );
        await registry.HoldAsync("a");
        Assert.Equal("a", await registry.IdsAsync());
    }

    [Fact]
    public async Task The_account_of_the_registry_reaches_its_own_schema_alone()
    {
        await using var connection = await registry.Server.ConnectAsync(registry.Database.MySqlConnectionOf("platform"));
        await using var command = new MySqlCommand("USE orders", connection);
        var refusal = await Assert.ThrowsAsync<MySqlException>(() => command.ExecuteNonQueryAsync(Stop));
        Assert.Equal(MySqlErrorCode.DatabaseAccessDenied, refusal.ErrorCode);
    }

    [Fact]
    public void The_model_has_not_changed_without_a_migration()
    {
        using var context = registry.Context();
        Assert.False(context.Database.HasPendingModelChanges());
    }

    private static (int Evicted, int Kept, int All) Counted(Eviction eviction) => (eviction.Evicted.Count, eviction.Kept, eviction.All);

    private sealed class BrokenContexts(Func<Exception> failure) : IDbContextFactory<RegistryDbContext>
    {
        public RegistryDbContext CreateDbContext() => throw failure();

        public Task<RegistryDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) => throw failure();
    }
}
