using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using MonolithFirst.Benchmarks.Bare;
using MonolithFirst.Benchmarks.Reports;
using MonolithFirst.Benchmarks.Trade;

namespace MonolithFirst.Benchmarks.Parts;

/// <summary>
/// Every report over two years of orders and over their last month, asked over REST; and three of them beside a client that puts the same
/// together from the lists of the modules.
/// </summary>
internal static class ReportsPart
{
    private const int Repeats = 5;
    private const string Aim = "< 1000";

    // A server that holds so much data is given so much memory; the tests' servers have little, because there are many of them.
    // Tables that it makes meanwhile stay in memory, as with MySQL's own defaults.
    private static readonly string[] Memory =
    [
        "SET GLOBAL innodb_buffer_pool_size = 2147483648",
        "SET GLOBAL tmp_table_size = 268435456",
        "SET GLOBAL max_heap_table_size = 268435456",
    ];

    private static readonly (ReportQuestion Question, Func<Composition, Task<string>> ComposeAsync)[] Composed =
    [
        (new ReportQuestion("sales", "month"), composition => composition.SalesAsync()),
        (new ReportQuestion("order-funnel"), composition => composition.FunnelAsync()),
        (new ReportQuestion("reconciliation"), composition => composition.ReconciliationAsync()),
    ];

    public static async Task MeasureAsync(Run run)
    {
        var name = run.Reports.OnSqlite ? "SQLite" : "MySQL";
        await using var set = await DataSet.MakeAsync(run, mySql: !run.Reports.OnSqlite);
        await FillAsync(run, set.Database);
        var questions = await QuestionsAsync(set);
        // So that the first question does not pay for what only the first request of a process does.
        await AskAsync(set, questions[0], DateRange.LastDay);
        var figures = new Dictionary<ReportQuestion, Figures>();
        foreach (var question in questions)
        {
            Run.Say($"reports: {question.Label}");
            figures[question] = new(await AskAsync(set, question, DateRange.TwoYears), await AskAsync(set, question, DateRange.LastMonth));
            Add(run.Tables.Of("two years", "last month"), $"{name}: {question.Label}", figures[question]);
        }

        MustFindNothing(figures[new ReportQuestion("reconciliation")]);
        var share = await ShareOfLastMonthAsync(set.Database);
        foreach (var (question, composeAsync) in Composed)
        {
            Run.Say($"reports: {question.Label}, composed");
            var client = ClientOf(set);
            var answer = await composeAsync(new Composition(client, DateRange.LastMonth, run.Options.Clients));
            Compare(run.Tables.Of("report", "composed"), $"{name}: {question.Label}", figures[question], client.Taken, share);
            MustAgree(question, figures[question].Month, answer);
        }

        if (run.Reports.Explain && !run.Reports.OnSqlite)
        {
            await ExplainAsync(set.Database, questions);
        }
    }

    private static async Task FillAsync(Run run, Database database)
    {
        if (!database.IsSqlite)
        {
            await database.ReadAsync(async connection =>
            {
                foreach (var setting in Memory)
                {
                    await Sql.ExecuteAsync(connection, setting);
                }

                return true;
            });
        }

        var clock = Stopwatch.StartNew();
        var rows = await TradeHistory.WriteAsync(database, run.Reports);
        Run.Say($"reports: {rows} rows are written in {clock.Elapsed.TotalSeconds:0} s; do they add up?");
        await TradeCheck.MustAddUpAsync(database);
    }

    /// <summary>All reports of the catalogue, those with periods for each period.</summary>
    private static async Task<IReadOnlyList<ReportQuestion>> QuestionsAsync(DataSet set)
    {
        var catalogue = await ClientOf(set).GetAsync("/api/reporting/reports");
        return
        [
            .. from report in catalogue!.Value.GetProperty("items").EnumerateArray()
            from period in PeriodsOf(report)
            select new ReportQuestion(report.GetProperty("name").GetString()!, period),
        ];
    }

    private static IEnumerable<string?> PeriodsOf(JsonElement report) =>
        report
            .GetProperty("parameters")
            .EnumerateArray()
            .Where(parameter => parameter.GetProperty("name").GetString() == "period")
            .SelectMany(parameter => parameter.GetProperty("choices").EnumerateArray())
            .Select(choice => choice.GetString())
            .DefaultIfEmpty(null);

    private static RestClient ClientOf(DataSet set) => new(set.Host.Http, set.Staff);

    /// <summary>Asks once, and then again and again; only once where the host stops it.</summary>
    private static async Task<Answered> AskAsync(DataSet set, ReportQuestion question, DateRange days)
    {
        var (first, page) = await OnceAsync();
        var again = new List<double>();
        while (page is not null && again.Count < Repeats)
        {
            again.Add((await OnceAsync()).Taken.Milliseconds);
        }

        return new Answered(first, again, page);

        async Task<(Taken Taken, JsonElement? Page)> OnceAsync()
        {
            var client = ClientOf(set);
            var answer = await client.GetAsync(question.Path(days), unless: HttpStatusCode.UnprocessableEntity);
            return (client.Taken, answer);
        }
    }

    private static void Add(Table table, string label, Figures figures)
    {
        var (years, month) = figures;
        table.Add($"{label}, ms", [years.Again, month.Again], Aim);
        table.Add(
            years.Page is null ? "  the first time, until the host stopped it, ms" : "  the first time, ms",
            [
                [years.First.Milliseconds],
                [month.First.Milliseconds],
            ]
        );
        if (years.Rows is [> 0])
        {
            table.Add("  rows", [years.Rows, month.Rows]);
        }
    }

    private static void Compare(Table table, string label, Figures report, Taken composed, double share)
    {
        var month = report.Month.First;
        table.Add($"{label}, the last month, ms", [report.Month.Again, Once(composed.Milliseconds)]);
        table.Add("  requests", [Once(month.Requests), Once(composed.Requests)]);
        table.Add("  received, KB", [Once(month.Bytes / 1024.0), Once(composed.Bytes / 1024.0)], format: "0.0");
        // Deeper pages take longer, so this is the least that it would be.
        table.Add("  two years (composed: reckoned from the month), ms", [report.Years.Again, Once(composed.Milliseconds / share)]);

        // As often as the other side, so that the ratio is that of its median.
        static double[] Once(double value) => [.. Enumerable.Repeat(value, Repeats)];
    }

    private static async Task<double> ShareOfLastMonthAsync(Database database)
    {
        var begin = DateRange.LastMonth.Begin.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var month = await database.CountAsync($"SELECT COUNT(*) FROM orders.orders WHERE placed_at >= '{begin}'");
        return (double)month / await database.CountAsync("SELECT COUNT(*) FROM orders.orders");
    }

    private static void MustFindNothing(Figures reconciliation)
    {
        if (reconciliation.Years.Rows is [> 0])
        {
            throw new InvalidOperationException("The reconciliation finds what does not match:\n" + reconciliation.Years.Page);
        }
    }

    /// <summary>What answers something else does other work.</summary>
    private static void MustAgree(ReportQuestion question, Answered report, string composed)
    {
        if (report.Page is { } page && Composition.Read(question.Report, page) is var reported && reported != composed)
        {
            throw new InvalidOperationException($"The answers differ:\n{reported}\n{composed}");
        }
    }

    private static async Task ExplainAsync(Database database, IReadOnlyList<ReportQuestion> questions)
    {
        foreach (var question in questions.DistinctBy(question => question.Report))
        {
            Console.WriteLine(await ReportPlans.OfAsync(database, question, DateRange.TwoYears));
            Console.WriteLine(await ReportPlans.OfAsync(database, question, DateRange.LastMonth));
        }
    }

    private sealed record Figures(Answered Years, Answered Month);

    /// <param name="First">What it took the first time.</param>
    /// <param name="Again">How long it took each time afterwards, in milliseconds.</param>
    /// <param name="Page">The first page; null where the host has stopped it, because it takes too long.</param>
    private sealed record Answered(Taken First, IReadOnlyList<double> Again, JsonElement? Page)
    {
        public IReadOnlyList<double> Rows => Page is null ? [] : [Page.Value.GetProperty("total").GetInt64()];
    }
}
