using System.Net.Http.Json;
using System.Text.Json;
using MonolithFirst.Benchmarks.Bare;
using MonolithFirst.Benchmarks.Load;
using MonolithFirst.Catalog.Contracts;
using MonolithFirst.Testing;

namespace MonolithFirst.Benchmarks.Parts;

/// <summary>
/// The query <c>catalog_get_products</c> of one product, asked by this process of a host that has the module, beside a call of the same by
/// <see cref="HttpClient"/> to a minimal API. All far ends read the same row of the same database.
/// </summary>
internal static class QueriesPart
{
    private const int MostBatches = 8;
    private const string Aim = "<= 1.30";

    // The process that has the module, and one for all the others, which nobody asks anything.
    private static readonly Topology CatalogPeeled = new(
        "catalog-peeled",
        [new TopologyProcess("gateway", "*,!catalog"), new TopologyProcess("catalog", "catalog")]
    );

    public static async Task MeasureAsync(Run run)
    {
        Run.Say("queries: starting");
        await using var set = await DataSet.MakeAsync(run, mySql: true, CatalogPeeled);
        await using var bare = await set.StartBareAsync();
        await using var http = await Caller.StartAsync(set.Deployment, "Http");
        await using var broker = await Caller.StartAsync(set.Deployment, "RabbitMq");
        var owner = set.Deployment.Processes[1].Id;
        List<Side> sides =
        [
            new("by hand", bare.Target.Ids, sku => ByHandAsync(bare.Http, BareQueries.ByEntityFramework, sku)),
            new("by hand, plain SQL", bare.Target.Ids, sku => ByHandAsync(bare.Http, BareQueries.BySql, sku)),
            new("query over HTTP", [owner], sku => AskAsync(http, sku)),
            new("query over RabbitMQ", [owner], sku => AskAsync(broker, sku)),
        ];
        await http.ReachAsync(new GetProducts([set.Skus[0]]));
        await broker.ReachAsync(new GetProducts([set.Skus[0]]));
        await CheckAsync(sides, set.Skus[0]);
        foreach (var side in sides)
        {
            Run.Say($"queries: {side.Name}, warming up");
            await Warming.UpAsync(async () => (await ManyAsync(run, set, side)).Microseconds, MostBatches);
        }

        var nothing = new List<double>();
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            Run.Say($"queries: round {round + 1}");
            foreach (var side in sides)
            {
                side.Many.Add(await ManyAsync(run, set, side));
                side.Singly.Add(await SinglyAsync(run, (_, number) => side.AskAsync(SkuOf(set, number))));
            }

            var alone = await SinglyAsync(run, (_, _) => bare.Http.GetStringAsync(new Uri(BareApi.Ready, UriKind.Relative)));
            nothing.Add(alone.Percentile(0.5));
        }

        Add(run, sides, nothing);
    }

    private static string SkuOf(DataSet set, int number) => set.Skus[number % set.Skus.Count];

    private static async Task<ProductList> ByHandAsync(HttpClient client, string path, string sku) =>
        (await client.GetFromJsonAsync<ProductList>(new Uri($"{path}?sku={Uri.EscapeDataString(sku)}", UriKind.Relative)))!;

    private static Task<ProductList> AskAsync(Caller caller, string sku) =>
        caller.Queries.AskAsync(new GetProducts([sku]), CancellationToken.None);

    /// <summary>What answers something else does other work.</summary>
    private static async Task CheckAsync(IReadOnlyList<Side> sides, string sku)
    {
        var answers = new List<string>();
        foreach (var side in sides)
        {
            answers.Add(JsonSerializer.Serialize(await side.AskAsync(sku), JsonSerializerOptions.Web));
        }

        if (!answers[0].Contains(sku, StringComparison.Ordinal) || answers.Distinct().Count() > 1)
        {
            throw new InvalidOperationException("The answers differ:\n" + string.Join('\n', answers));
        }
    }

    private static async Task<Taken> ManyAsync(Run run, DataSet set, Side side)
    {
        int[] both = [Environment.ProcessId, .. side.FarEnd];
        var (processor, servers) = (Processes.Processor(both), Processes.Processor(set.Servers));
        var load = await Loads.ClosedAsync(
            run.Options.Clients,
            run.Options.Span,
            (client, number) => side.AskAsync(SkuOf(set, client + number))
        );
        var calls = load.Latencies.Count;
        return new Taken(
            load.PerSecond,
            (Processes.Processor(both) - processor).TotalMicroseconds / calls,
            (Processes.Processor(set.Servers) - servers).TotalMicroseconds / calls
        );
    }

    private static Task<LoadResult> SinglyAsync(Run run, Func<int, int, Task> call) => Loads.ClosedAsync(1, run.Options.Span / 2, call);

    private static void Add(Run run, List<Side> sides, List<double> nothing)
    {
        var table = run.Tables.Of(sides[0].Name, [.. sides.Skip(1).Select(side => side.Name)]);
        Compare($"one product, {run.Options.Clients} at once, per second", Many(taken => taken.PerSecond), ">= 0.77");
        Compare("  processor time each, caller and answerer, µs", Many(taken => taken.Microseconds), Aim);
        Compare("  the same of database and broker, µs", Many(taken => taken.ServersMicroseconds));
        Compare("one after another, p50, ms", Singly(0.5), Aim, "0.000");
        Compare("  p99, ms", Singly(0.99), format: "0.000");
        // The read takes what the call by hand takes with it and more than without; where it is read alike, it is the same.
        var read = Singly(0.5)(sides[0]).Zip(nothing, (whole, call) => whole - call).ToList();
        Compare(
            "  p50 without the read (reckoned), ms",
            side => side == sides[1] ? [] : [.. Singly(0.5)(side).Zip(read, (whole, own) => whole - own)],
            format: "0.000"
        );

        void Compare(string figure, Func<Side, IReadOnlyList<double>> value, string aim = "", string format = "0") =>
            table.Add(figure, [.. sides.Select(value)], aim, format);

        static Func<Side, IReadOnlyList<double>> Many(Func<Taken, double> value) => side => [.. side.Many.Select(value)];

        static Func<Side, IReadOnlyList<double>> Singly(double share) => side => [.. side.Singly.Select(load => load.Percentile(share))];
    }

    private sealed record Taken(double PerSecond, double Microseconds, double ServersMicroseconds);

    /// <param name="Name">How it is asked.</param>
    /// <param name="FarEnd">The process that answers.</param>
    /// <param name="AskAsync">Asks.</param>
    private sealed record Side(string Name, IReadOnlyList<int> FarEnd, Func<string, Task<ProductList>> AskAsync)
    {
        public List<Taken> Many { get; } = [];

        public List<LoadResult> Singly { get; } = [];
    }
}
