using System.Diagnostics;
using System.Net;
using System.Text.Json;
using MonolithFirst.Benchmarks.Bare;
using MonolithFirst.Benchmarks.Reports;
using MonolithFirst.Benchmarks.Reports.Composing;
using MonolithFirst.Benchmarks.Trade;

namespace MonolithFirst.Benchmarks.Parts;

/// <summary>
/// Every report over two years of orders and over their last month, asked over REST; and each beside a client that puts the last month's
/// together from the modules' own lists. Both must answer the same, in every row and column.
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
        foreach (var question in questions)
        {
            Run.Say($"reports: {question.Label}, composed");
            var composed = await ComposeAsync(set, question, run.Options.Clients);
            Compare(run.Tables.Of("report", "composed"), $"{name}: {question.Label}", figures[question], composed);
            if (figures[question].Month.Page is not null)
            {
                await MustAgreeAsync(set, question, composed.Rows);
            }
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
            var answer = await client.GetAsync(
                $"{question.Path(days)}&pageSize={RestClient.PageSize}",
                unless: HttpStatusCode.UnprocessableEntity
            );
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

    private static async Task<Composed> ComposeAsync(DataSet set, ReportQuestion question, int clients)
    {
        var client = ClientOf(set);
        var resources = new ModuleResources(client, DateRange.LastMonth, clients);
        var rows = await new Composition(resources).AnswerAsync(question);
        return new Composed(client.Taken, resources.MillisecondsFromTheFirst, rows);
    }

    private static void Compare(Table table, string label, Figures report, Composed composed)
    {
        var (month, taken) = (report.Month.First, composed.Taken);
        table.Add($"{label}, the last month, ms", [report.Month.Again, Once(taken.Milliseconds)]);
        table.Add("  requests", [Once(month.Requests), Once(taken.Requests)]);
        table.Add("  received, KB", [Once(month.Bytes / 1024.0), Once(taken.Bytes / 1024.0)], format: "0.0");
        table.Add("  two years (composed: reckoned from the month), ms", [report.Years.Again, Once(composed.YearsMilliseconds)]);

        // As often as the other side, so that the ratio is that of its median.
        static double[] Once(double value) => [.. Enumerable.Repeat(value, Repeats)];
    }

    private static void MustFindNothing(Figures reconciliation)
    {
        if (reconciliation.Years.Rows is [> 0])
        {
            throw new InvalidOperationException("The reconciliation finds what does not match:\n" + reconciliation.Years.Page);
        }
    }

    /// <summary>What answers something else does other work.</summary>
    private static async Task MustAgreeAsync(DataSet set, ReportQuestion question, ReportRows composed)
    {
        var reported = await ClientOf(set).ListAsync<JsonElement>(question.Path(DateRange.LastMonth), isPast: _ => false);
        if (composed.DifferenceFrom(ReportRows.Of(reported.Rows)) is { } difference)
        {
            throw new InvalidOperationException($"What {question.Label} answers and what is composed differ first in\n{difference}");
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

    /// <param name="Taken">What it took for the month.</param>
    /// <param name="YearsMilliseconds">What it would take at least for two years.</param>
    /// <param name="Rows">The answer for the month.</param>
    private sealed record Composed(Taken Taken, double YearsMilliseconds, ReportRows Rows);

    /// <param name="First">What it took the first time.</param>
    /// <param name="Again">How long it took each time afterwards, in milliseconds.</param>
    /// <param name="Page">The first page; null where the host has stopped it, because it takes too long.</param>
    private sealed record Answered(Taken First, IReadOnlyList<double> Again, JsonElement? Page)
    {
        public IReadOnlyList<double> Rows => Page is null ? [] : [Page.Value.GetProperty("total").GetInt64()];
    }
}
