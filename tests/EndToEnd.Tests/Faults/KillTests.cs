using System.Diagnostics;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A host that is killed again and again: nothing is lost, nothing happens twice.</summary>
public abstract class KillTests(HostFixtureOf host)
{
    private const int Kills = 20;
    private const int Killer = -1;

    // From the launch, so some kills find the host starting; and from when it was ready, so that work gets done between them.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_host_killed_again_and_again_loses_nothing_and_doubles_nothing()
    {
        var chance = new Chance();
        var customers = new Customers(host, chance, new Insistent(TimeSpan.FromMinutes(2)));
        var books = new Books(host, customers);
        var watch = Stopwatch.StartNew();
        await customers.OpenAsync();
        var opened = watch.Elapsed;
        var kills = await KillAgainAndAgainAsync(chance.For(Killer), customers);
        await customers.CloseAsync();
        var killed = watch.Elapsed;
        await books.QuietAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"opened in {opened.TotalSeconds:0.0} s, {kills} kills by {killed.TotalSeconds:0.0} s, quiet by {watch.Elapsed.TotalSeconds:0.0} s"
        );
        await books.MustAgreeAsync();
    }

    /// <returns>How often.</returns>
    private async Task<int> KillAgainAndAgainAsync(Random random, Customers customers)
    {
        var kills = 0;
        while (kills < Kills)
        {
            await Task.Delay(LongestLife * random.NextDouble());
            await KillAsync();
            await customers.NobodyMustHaveGivenUpAsync();
            while (random.Next(2) == 0)
            {
                await Task.Delay(LongestStart * random.NextDouble());
                await KillAsync();
            }

            await host.Host.ReadyAsync();
        }

        return kills;

        async Task KillAsync()
        {
            await host.Host.KillAsync();
            kills++;
            await host.Host.LaunchAgainAsync();
        }
    }
}

/// <summary>A host in whose short life a timer runs out, and that looks soon for what the one before it has left.</summary>
public sealed class MortalHostFixture() : MortalHostFixtureOf(TestDatabase.Sqlite);

/// <inheritdoc cref="MortalHostFixture" />
public sealed class MortalMySqlHostFixture() : MortalHostFixtureOf(TestDatabase.MySql);

public abstract class MortalHostFixtureOf(TestDatabase database) : HostFixtureOf(database)
{
    // Longer than the test takes: a client asks once for new tokens, which a kill in that moment does not forgive.
    protected override TimeSpan TokensAreFreshFor => TimeSpan.FromMinutes(30);

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("users__AccessTokenLifetime", "01:00:00"),
            new("orders__StepTimeLimit", "00:00:12"),
            new("Messaging__PollInterval", "00:00:00.2"),
            new("notifications__Delivery__PollInterval", "00:00:00.2"),
            // A killed host's claim on a notification holds three times as long.
            new("notifications__Delivery__TimeLimit", "00:00:03"),
        ];
}

public sealed class KillOnSqliteTests(MortalHostFixture host) : KillTests(host), IClassFixture<MortalHostFixture>;

public sealed class KillOnMySqlTests(MortalMySqlHostFixture host) : KillTests(host), IClassFixture<MortalMySqlHostFixture>;
