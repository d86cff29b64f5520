using MonolithFirst.Benchmarks.Load;
using MonolithFirst.Testing;

namespace MonolithFirst.Benchmarks.Parts;

/// <summary>
/// The same work by the same clients in several topologies on MySQL: what it costs to have modules in processes of their own, and what it
/// costs a monolith to be ready for that. All run all the time, each on a database server of its own, and are measured by turns.
/// </summary>
internal static class TopologiesPart
{
    private const int MostBatches = 4;

    // Numbers and not times, so that all do the same. For a second of the span; fewer than a monolith on a quiet machine does in it.
    private const int OrdersPerSecond = 30;
    private const int ReadsPerSecond = 300;

    // With a broker, and in the registry, as it is before a module leaves it.
    private static readonly Topology Ready = new("monolith, ready to peel", Topology.Monolith.Processes) { IsSplit = true };

    private static readonly Topology[] Compared = [Ready, Topology.Named("orders-peeled"), Topology.Named("all-peeled")];

    public static async Task MeasureAsync(Run run)
    {
        var sides = new List<Side>();
        try
        {
            foreach (var topology in Compared.Prepend(Topology.Monolith))
            {
                Run.Say($"topologies: {topology.Name}, starting");
                sides.Add(new Side(topology.Name, await DataSet.MakeAsync(run, mySql: true, topology)));
            }

            await MeasureAsync(run, sides);
        }
        finally
        {
            foreach (var side in sides)
            {
                await side.Set.DisposeAsync();
            }
        }
    }

    private static async Task MeasureAsync(Run run, IReadOnlyList<Side> sides)
    {
        foreach (var side in sides)
        {
            Run.Say($"topologies: {side.Name}, warming up");
            await Warming.UpAsync(async () => (await ReadAsync(run, side.Set)).Microseconds, MostBatches);
            await Warming.UpAsync(async () => (await OrderAsync(run, side.Set)).Microseconds, MostBatches);
        }

        Run.Say("topologies: idle");
        var idle = await IdleAsync(run, sides);
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            foreach (var side in sides)
            {
                Run.Say($"topologies: {side.Name}, round {round + 1}");
                side.Reads.Add(await ReadAsync(run, side.Set));
                side.Orders.Add(await OrderAsync(run, side.Set));
            }
        }

        Add(run.Tables.Of(sides[0].Name, [.. sides.Skip(1).Select(side => side.Name)]), sides, idle);
    }

    private static Task<Figures> ReadAsync(Run run, DataSet set) =>
        TakeAsync(
            run,
            set,
            ReadsPerSecond,
            (client, _) => LeanConnection.Request("GET", "/api/catalog/products/" + set.Skus[client % set.Skus.Count], null, null)
        );

    private static Task<Figures> OrderAsync(Run run, DataSet set) =>
        TakeAsync(run, set, OrdersPerSecond, (client, number) => set.OrderOf(client, number, "/api/orders"));

    private static Task<Figures> TakeAsync(Run run, DataSet set, int perSecond, Func<int, int, byte[]> request) =>
        set.MeasureAsync(() =>
            Loads.ClosedAsync(set.Host.Address, run.Options.Clients, (int)(perSecond * run.Options.Span.TotalSeconds), request)
        );

    /// <summary>What each takes while nobody asks anything, in milliseconds of processor time for a second.</summary>
    private static async Task<IReadOnlyList<double[]>> IdleAsync(Run run, IReadOnlyList<Side> sides)
    {
        var before = sides.Select(side => side.Set.Host.Processor).ToList();
        await Task.Delay(run.Options.Span);
        return
        [
            .. sides.Zip(
                before,
                (side, then) => new[] { (side.Set.Host.Processor - then).TotalMilliseconds / run.Options.Span.TotalSeconds }
            ),
        ];
    }

    private static void Add(Table table, IReadOnlyList<Side> sides, IReadOnlyList<double[]> idle)
    {
        Compare("a product read through the door, per second", side => side.Reads, read => read.Load.PerSecond);
        Compare("  p50, ms", side => side.Reads, read => read.Load.Percentile(0.5), "0.0");
        Compare("  p99, ms", side => side.Reads, read => read.Load.Percentile(0.99), "0.0");
        Compare("  processor time each, all processes, µs", side => side.Reads, read => read.Microseconds);
        Compare("an order placed, per second", side => side.Orders, order => order.Load.PerSecond);
        Compare("  p50, ms", side => side.Orders, order => order.Load.Percentile(0.5), "0.0");
        Compare("  p99, ms", side => side.Orders, order => order.Load.Percentile(0.99), "0.0");
        Compare("  until confirmed, per second", side => side.Orders, order => order.SettledPerSecond, "0.0");
        Compare("  processor time of 1,000, all processes, s", side => side.Orders, orders => PerThousand(orders, orders.Processor), "0.0");
        Compare("  the same of database and broker, s", side => side.Orders, orders => PerThousand(orders, orders.ServersProcessor), "0.0");
        table.Add("processes", [.. sides.Select(side => new[] { (double)side.Set.Host.Ids.Count })]);
        table.Add("resident memory after the load, all processes, MB", [.. sides.Select(side => new[] { side.Set.Host.Megabytes })]);
        table.Add("  the same of database and broker, MB", [.. sides.Select(side => new[] { Processes.Megabytes(side.Set.Servers) })]);
        table.Add("processor time of an idle second, all processes, ms", idle, format: "0.0");

        void Compare(string figure, Func<Side, List<Figures>> of, Func<Figures, double> value, string format = "0") =>
            table.Add(figure, [.. sides.Select(side => of(side).Select(value).ToList())], format: format);

        static double PerThousand(Figures orders, TimeSpan processor) => processor.TotalSeconds / orders.Load.Latencies.Count * 1000;
    }

    /// <param name="Name">The topology.</param>
    /// <param name="Set">It with its data.</param>
    private sealed record Side(string Name, DataSet Set)
    {
        public List<Figures> Reads { get; } = [];

        public List<Figures> Orders { get; } = [];
    }
}
