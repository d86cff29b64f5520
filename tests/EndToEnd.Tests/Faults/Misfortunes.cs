using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>What may fail where modules are spread over processes; which process it is and when, chance decides.</summary>
internal sealed class Misfortunes(HostFixtureOf host, Random random)
{
    private const int Kills = 8;
    private const int Striker = -1;

    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan BrokerAway = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DatabaseAway = TimeSpan.FromSeconds(20);

    // Longer than a lease.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan SlowestStep = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>All of them, one after another; when one returns, what failed is there again, or about to be.</summary>
    public static IEnumerable<(string Name, Func<Task> Strike)> All(HostFixtureOf host, Chance chance)
    {
        var faults = new Misfortunes(host, chance.For(Striker));
        yield return ($"{Kills} processes killed", faults.KillAsync);
        if (host.Deployment.Broker is { } broker)
        {
            yield return ("the broker killed", () => KillAsync(broker));
        }

        yield return ("the database away", faults.DatabaseAsync);
        yield return ("a process hung", faults.HangAsync);
        yield return ("a process slow", faults.SlowAsync);
    }

    private async Task KillAsync()
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(LongestLife * random.NextDouble());
            var killed = AnyProcess();
            await killed.KillAsync();
            await killed.LaunchAgainAsync();
            // So that some kills find others, or this one, starting.
            if (random.Next(2) == 0)
            {
                await killed.ReadyAsync();
            }
        }

        await Task.WhenAll(host.Deployment.Processes.Select(process => process.ReadyAsync()));
    }

    private static async Task KillAsync(RabbitMqServer broker)
    {
        await broker.KillAsync();
        await Task.Delay(BrokerAway);
        await broker.StartAgainAsync();
    }

    private async Task DatabaseAsync()
    {
        await host.Server.KillAsync();
        await Task.Delay(DatabaseAway);
        await host.Server.StartAgainAsync();
    }

    private async Task HangAsync()
    {
        var hung = AnyProcess();
        hung.Suspend();
        try
        {
            await Task.Delay(Hang);
        }
        finally
        {
            hung.Resume();
        }
    }

    /// <summary>It does a little now and then, as on a machine that has run out of processors.</summary>
    private async Task SlowAsync()
    {
        var slow = AnyProcess();
        var until = DateTime.UtcNow + Slow;
        while (DateTime.UtcNow < until)
        {
            slow.Suspend();
            try
            {
                await Task.Delay(SlowestStep * random.NextDouble());
            }
            finally
            {
                slow.Resume();
            }

            await Task.Delay(Step);
        }
    }

    private HostProcess AnyProcess()
    {
        var process = host.Deployment.Processes[random.Next(host.Deployment.Processes.Count)];
        TestContext.Current.TestOutputHelper?.WriteLine($"{host.Deployment.Topology.Name}: {process.BaseAddress} is chosen");
        return process;
    }
}
