namespace MonolithFirst.Benchmarks.Load;

/// <summary>What a load came to, with all that it set off.</summary>
/// <param name="Load">What the clients saw.</param>
/// <param name="SettledPerSecond">Requests by the time until nothing was on its way any more.</param>
/// <param name="MessagesPerSecond">The same of messages.</param>
/// <param name="Processor">Processor time of the service's processes.</param>
/// <param name="ServersProcessor">The same of database and broker; zero where they are not processes of this run.</param>
internal sealed record Figures(
    LoadResult Load,
    double SettledPerSecond,
    double MessagesPerSecond,
    TimeSpan Processor,
    TimeSpan ServersProcessor
)
{
    /// <summary>Processor time of the service's processes for a request, in microseconds.</summary>
    public double Microseconds => Processor.TotalMicroseconds / Load.Latencies.Count;
}
