using MonolithFirst.Benchmarks.Load;

namespace MonolithFirst.Benchmarks.Parts;

/// <summary>Reads, a plain write, and orders, by turns on the host and on the bare API.</summary>
internal static class ThroughputPart
{
    private const int MostBatches = 12;

    public static async Task MeasureAsync(Run run, bool mySql)
    {
        var name = mySql ? "MySQL" : "SQLite";
        await using var hosts = await DataSet.MakeAsync(run, mySql);
        await using var bares = await DataSet.MakeAsync(run, mySql);
        await bares.ReplaceHostAsync();
        var scenarios = await ScenariosAsync(hosts, bares);
        foreach (var scenario in scenarios)
        {
            Run.Say($"{name}: {scenario.Name}, warming up");
            await WarmAsync(run, hosts, scenario.WarmUp, scenario.Ours);
            await WarmAsync(run, bares, scenario.WarmUp, scenario.Theirs);
        }

        foreach (var scenario in scenarios)
        {
            var (ours, theirs) = (new List<Figures>(), new List<Figures>());
            for (var round = 0; round < run.Options.Rounds; round++)
            {
                Run.Say($"{name}: {scenario.Name}, round {round + 1}");
                ours.Add(await MeasureAsync(run, hosts, scenario.Ours));
                theirs.Add(await MeasureAsync(run, bares, scenario.Theirs));
            }

            Add(run.Table, name, scenario, ours, theirs);
        }

        run.Table.Add(
            $"{name}: resident memory after the load, MB",
            [
                [bares.Host.Megabytes],
                [hosts.Host.Megabytes],
            ]
        );
    }

    private static async Task<List<Scenario>> ScenariosAsync(DataSet hosts, DataSet bares)
    {
        var ourOrder = await hosts.SampleOrderAsync("/api/orders");
        var theirOrder = await bares.SampleOrderAsync("/orders");
        var customer = hosts.Buyers[0].Token;
        return
        [
            new(
                "a product read",
                ">= 0.80",
                (client, _) => LeanConnection.Request("GET", "/api/catalog/products/" + hosts.Skus[client % hosts.Skus.Count], null, null),
                (client, _) => LeanConnection.Request("GET", "/products/" + bares.Skus[client % bares.Skus.Count], null, null)
            ),
            new(
                "an own order read, signed in",
                ">= 0.80",
                (_, _) => LeanConnection.Request("GET", "/api/orders/" + ourOrder, customer, null),
                (_, _) => LeanConnection.Request("GET", "/orders/" + theirOrder, null, null)
            ),
            new(
                "goods received (no message)",
                ">= 0.50",
                (client, _) => Receipt("/api/inventory/stock/" + hosts.Skus[client % hosts.Skus.Count], hosts.Staff),
                (client, _) => Receipt("/stock/" + bares.Skus[client % bares.Skus.Count], null)
            )
            {
                WarmUp = 2_000,
            },
            new(
                "order placed (the request's rows)",
                ">= 0.50",
                (client, number) => hosts.OrderOf(client, number, "/api/orders"),
                (client, number) => bares.OrderOf(client, number, "/orders/requests")
            )
            {
                WarmUp = 500,
            },
            new(
                "order confirmed (all modules' rows)",
                ">= 0.50",
                (client, number) => hosts.OrderOf(client, number, "/api/orders"),
                (client, number) => bares.OrderOf(client, number, "/orders")
            )
            {
                WarmUp = 500,
                UntilConfirmed = true,
            },
        ];
    }

    private static byte[] Receipt(string stock, string? token) =>
        LeanConnection.Request("POST", stock + "/receipts", token, """{"quantity":1,"reason":"For a measurement"}""");

    private static Task WarmAsync(Run run, DataSet set, int batch, Func<int, int, byte[]> request) =>
        Warming.UpAsync(
            async () =>
                (await set.MeasureAsync(() => Loads.ClosedAsync(set.Host.Address, run.Options.Clients, batch, request))).Microseconds,
            MostBatches
        );

    private static Task<Figures> MeasureAsync(Run run, DataSet set, Func<int, int, byte[]> request) =>
        set.MeasureAsync(() => Loads.ClosedAsync(set.Host.Address, run.Options.Clients, run.Options.Span, request));

    private static void Add(Table table, string database, Scenario scenario, List<Figures> ours, List<Figures> theirs)
    {
        Compare(
            $"{database}: {scenario.Name}, per second",
            figures => scenario.UntilConfirmed ? figures.SettledPerSecond : figures.Load.PerSecond,
            scenario.Aim
        );
        Compare("  p50, ms", figures => figures.Load.Percentile(0.5), format: "0.0");
        Compare("  p99, ms", figures => figures.Load.Percentile(0.99), format: "0.0");
        Compare("  processor time each, µs", figures => figures.Microseconds);
        if (scenario.UntilConfirmed)
        {
            table.Add(
                "  messages through outbox and inbox, per second",
                [
                    [],
                    [.. ours.Select(figures => figures.MessagesPerSecond)],
                ]
            );
        }

        void Compare(string figure, Func<Figures, double> value, string aim = "", string format = "0") =>
            table.Add(
                figure,
                [
                    [.. theirs.Select(value)],
                    [.. ours.Select(value)],
                ],
                aim,
                format
            );
    }

    /// <param name="Name">What it is.</param>
    /// <param name="Aim">The ratio that it should have.</param>
    /// <param name="Ours">The host's request.</param>
    /// <param name="Theirs">The bare API's.</param>
    private sealed record Scenario(string Name, string Aim, Func<int, int, byte[]> Ours, Func<int, int, byte[]> Theirs)
    {
        /// <summary>How many requests a batch has when the services are warmed up.</summary>
        public int WarmUp { get; init; } = 5_000;

        /// <summary>Whether the throughput counts until the last order is confirmed, not until it is accepted.</summary>
        public bool UntilConfirmed { get; init; }
    }
}
