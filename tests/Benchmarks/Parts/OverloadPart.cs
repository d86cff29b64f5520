using MonolithFirst.Benchmarks.Load;

namespace MonolithFirst.Benchmarks.Parts;

/// <summary>
/// Ten times as many orders as the host can place, on SQLite: how long those wait that it accepts, beside those of a calm hour. Calm is
/// half of what it can place.
/// </summary>
internal static class OverloadPart
{
    private const int Times = 10;
    private const int CalmConnections = 64;

    // More than the host works on and lets wait, so that its own limits decide and not the connections.
    private const int Connections = 1000;

    public static async Task MeasureAsync(Run run)
    {
        await using var set = await DataSet.MakeAsync(run, mySql: false);
        byte[] Order(int number) => set.OrderOf(number % set.Buyers.Count, number, "/api/orders");
        Task<LoadResult> AskAsync(double perSecond, int connections) =>
            Loads.OpenAsync(set.Host.Address, perSecond, connections, run.Options.Span, Order);
        Task<LoadResult> CapacityAsync() =>
            Loads.ClosedAsync(set.Host.Address, run.Options.Clients, run.Options.Span, (client, number) => Order(client + number));

        await CapacityAsync();
        await set.DrainAsync();
        var capacity = (await CapacityAsync()).PerSecond;
        await set.DrainAsync();
        var (calm, over) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            Run.Say($"overload, round {round + 1}");
            calm.Add(await AskAsync(capacity / 2, CalmConnections));
            await set.DrainAsync();
            over.Add(await AskAsync(capacity * Times, Connections));
            await set.DrainAsync();
        }

        run.Table.Add(
            "SQLite: orders that can be placed, per second",
            [
                [],
                [capacity],
            ]
        );
        run.Table.Add(
            "  p99 when calm (half of it), ms",
            [
                [],
                P99(calm),
            ],
            format: "0.0"
        );
        run.Table.Add(
            "  p99 of those accepted at ten times it, ms",
            [
                [],
                P99(over),
            ],
            format: "0.0"
        );
        run.Table.Add(
            "  the same, in calm ones",
            [
                [],
                [.. P99(over).Zip(P99(calm), (busy, quiet) => busy / quiet)],
            ],
            "<= 5",
            "0.0"
        );
        run.Table.Add(
            "  accepted at ten times it, per second",
            [
                [],
                [.. over.Select(load => load.PerSecond)],
            ]
        );
        run.Table.Add(
            "  refused with 429 or 503, per second",
            [
                [],
                [.. over.Select(load => load.Refused / load.Span.TotalSeconds)],
            ]
        );
        run.Table.Add(
            "  resident memory afterwards, MB",
            [
                [],
                [set.Host.Megabytes],
            ]
        );
    }

    private static double[] P99(List<LoadResult> loads) => [.. loads.Select(load => load.Percentile(0.99))];
}
