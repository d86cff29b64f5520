using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>Processes that are stopped and started again as an operator does it, and whether that alone is what clients noticed.</summary>
internal sealed class Restarts
{
    private readonly List<(DateTime From, DateTime To)> times = [];

    /// <summary>Stops a process, and starts it again with settings changed.</summary>
    public async Task RestartAsync(HostProcess process, params IReadOnlyList<(string Name, string? Value)> changes)
    {
        var from = DateTime.UtcNow;
        await process.StopAsync();
        foreach (var (name, value) in changes)
        {
            process.WillHave(name, value);
        }

        await process.StartAgainAsync();
        times.Add((from, DateTime.UtcNow));
    }

    /// <summary>
    /// Insists that a client may make each of the requests again that failed: it was not answered, or told that nobody is there to answer,
    /// while a process was away.
    /// </summary>
    public void MustExplain(IReadOnlyCollection<Trouble> troubles)
    {
        var wrong = troubles
            .Where(trouble =>
                trouble.Answer is { Status: not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway) }
                || !times.Exists(restart => trouble.At <= restart.To && trouble.At + trouble.Took >= restart.From)
            )
            .ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{troubles.Count} requests had to be made again");
        Assert.True(
            wrong.Count == 0,
            $"{wrong.Count} of {troubles.Count} requests failed in another way than a process that starts again explains:\n"
                + string.Join(
                    '\n',
                    wrong.Take(10).Select(trouble => $"at {trouble.At:O} after {trouble.Took}: {trouble.Answer}{trouble.Cut}")
                )
        );
    }
}
