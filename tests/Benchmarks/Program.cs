using MonolithFirst.Benchmarks.Bare;
using MonolithFirst.Benchmarks.Parts;
using MonolithFirst.Benchmarks.Reports;
using MonolithFirst.Testing;

namespace MonolithFirst.Benchmarks;

/// <summary>Measures the host beside what it is compared with, and prints tables. README.md says how to read them.</summary>
internal static class Program
{
    /// <summary>What can be measured, by its name on the command line, in the order in which it is. A new part is a line here.</summary>
    private static readonly (string Name, Func<Run, Task> Measure)[] Parts =
    [
        ("start", StartPart.MeasureAsync),
        ("sqlite", run => ThroughputPart.MeasureAsync(run, mySql: false)),
        ("mysql", run => ThroughputPart.MeasureAsync(run, mySql: true)),
        ("overload", OverloadPart.MeasureAsync),
        ("topologies", TopologiesPart.MeasureAsync),
        ("queries", QueriesPart.MeasureAsync),
        ("reports", ReportsPart.MeasureAsync),
    ];

    private static async Task<int> Main(string[] args)
    {
        if (args is [BareApi.Command, var database, var url])
        {
            await BareApi.RunAsync(database, url);
            return 0;
        }

        Options options;
        ReportsOptions reports;
        try
        {
            List<string> line = [.. args];
            reports = ReportsOptions.TakeFrom(line);
            options = Options.Parse([.. line], [.. Parts.Select(part => part.Name)]);
        }
        catch (ArgumentException refused)
        {
            await Console.Error.WriteLineAsync($"{refused.Message} {ReportsOptions.Usage}");
            return 2;
        }

        if (!MariaDbServer.IsPrivate || !RabbitMqServer.IsPrivate)
        {
            await Console.Error.WriteLineAsync(
                $"Each side of a comparison has servers of its own: unset {MariaDbServer.Variable} and {RabbitMqServer.Variable}, which name one."
            );
            return 2;
        }

        Environment.SetEnvironmentVariable(SourceTree.HostVariable, options.Host ?? await PublishedHost.MakeAsync());
        var run = new Run(options, new Tables(), reports);
        try
        {
            foreach (var (name, measure) in Parts.Where(part => options.Parts.Contains(part.Name)))
            {
                Run.Say(name);
                await measure(run);
            }
        }
        finally
        {
            // Also when a part has failed: what was measured before it took minutes.
            Console.WriteLine();
            Console.WriteLine(run.Tables.Print());
        }

        return 0;
    }
}

/// <summary>What all parts share.</summary>
/// <param name="Options">The command line.</param>
/// <param name="Tables">Where the results go.</param>
/// <param name="Reports">What the part of reports is told besides.</param>
internal sealed record Run(Options Options, Tables Tables, ReportsOptions Reports)
{
    /// <summary>Where the host beside the bare API goes.</summary>
    public Table Table => Tables.Of("bare API", "host");

    /// <summary>Tells whoever waits what goes on; the results alone go to standard output.</summary>
    public static void Say(string what) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {what}");
}
