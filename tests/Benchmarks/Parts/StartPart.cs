using MonolithFirst.Benchmarks.Bare;
using MonolithFirst.Testing;

namespace MonolithFirst.Benchmarks.Parts;

/// <summary>From the start of the process until it is ready, and what it holds when nobody asks anything; both on SQLite.</summary>
internal static class StartPart
{
    // By then what the start has set off in the background is done.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(8);

    public static async Task MeasureAsync(Run run)
    {
        var (first, again, bare) = (new List<Started>(), new List<Started>(), new List<Started>());
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            Run.Say($"start, round {round + 1}");
            using var folder = new TemporaryFolder();
            first.Add(await StartAsync(folder, TimeSpan.Zero, "/health/ready", SourceTree.HostAssembly));
            again.Add(await StartAsync(folder, Idle, "/health/ready", SourceTree.HostAssembly));
            var data = Database.OfSqlite(folder["data"]);
            bare.Add(await StartAsync(folder, Idle, BareApi.Ready, typeof(BareApi).Assembly.Location, BareApi.Command, data, "{url}"));
        }

        run.Table.Add(
            "first start to ready (makes the databases), s",
            [
                [],
                Seconds(first),
            ],
            "<= 3",
            "0.00"
        );
        run.Table.Add("start to ready, s", [Seconds(bare), Seconds(again)], "<= 3", "0.00");
        run.Table.Add("  processor time of it, s", [Processor(bare), Processor(again)], format: "0.00");
        run.Table.Add("resident memory when idle, MB", [Megabytes(bare), Megabytes(again)], "< 200");
    }

    private static double[] Processor(List<Started> starts) => [.. starts.Select(start => start.Processor.TotalSeconds)];

    private static double[] Megabytes(List<Started> starts) => [.. starts.Select(start => start.Megabytes)];

    private static double[] Seconds(List<Started> starts) => [.. starts.Select(start => start.ToReady.TotalSeconds)];

    private static async Task<Started> StartAsync(TemporaryFolder folder, TimeSpan idle, string ready, params IEnumerable<string> program)
    {
        await using var service = await Service.StartAsync(folder.FullName, [], ready, program);
        await Task.Delay(idle);
        var started = new Started(service.TimeToReady, service.ProcessorToReady, service.Target.Megabytes);
        await service.StopAsync();
        return started;
    }

    private sealed record Started(TimeSpan ToReady, TimeSpan Processor, double Megabytes);
}
