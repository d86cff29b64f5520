using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>How a good client meets faults: no answer, or one that says that the server has trouble, and it asks the same again.</summary>
internal sealed class Insistent(TimeSpan patience)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The answers that were no answers to the request, in the order in which they came.</summary>
    public ConcurrentQueue<Trouble> Troubles { get; } = new();

    /// <summary>Asks until the server answers what was asked.</summary>
    /// <exception cref="TimeoutException">It did not for as long as the patience lasts.</exception>
    public async Task<Answer> AskAsync(Func<Task<Answer>> request)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var (asked, took) = (DateTime.UtcNow, Stopwatch.StartNew());
            Trouble trouble;
            try
            {
                var answer = await request();
                // A host that meets a fault and answers 500 has not met it.
                if (answer.Status is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
                {
                    return answer;
                }

                trouble = new Trouble(asked, took.Elapsed, answer, null);
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
            {
                trouble = new Trouble(asked, took.Elapsed, null, cut);
            }

            Troubles.Enqueue(trouble);
            if (since.Elapsed > patience)
            {
                throw new TimeoutException($"Asked for {patience.TotalSeconds} s without an answer; the last time: {trouble}");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Reads until the server answers.</summary>
    public async Task<Answer> ReadAsync(Client client, string path) =>
        (await AskAsync(() => client.GetAsync(path))).MustBe(HttpStatusCode.OK);
}

/// <summary>A request that the server had trouble with.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Took">How long the client waited.</param>
/// <param name="Answer">What the server said, if anything.</param>
/// <param name="Cut">How the connection ended otherwise.</param>
internal sealed record Trouble(DateTime At, TimeSpan Took, Answer? Answer, Exception? Cut)
{
    /// <summary>Asks once, and says what came of it and when.</summary>
    public static async Task<Trouble> OfAsync(Func<Task<Answer>> request)
    {
        var (asked, took) = (DateTime.UtcNow, Stopwatch.StartNew());
        var answer = await request();
        return new Trouble(asked, took.Elapsed, answer, null);
    }

    /// <summary>Insists that each was a 503 problem of the platform that says when to come again, and within the time.</summary>
    public static void MustBeClear(IReadOnlyCollection<Trouble> troubles, TimeSpan within, params string[] codes)
    {
        Assert.NotEmpty(troubles);
        var wrong = troubles
            .Where(trouble =>
                trouble.Answer is not { Status: HttpStatusCode.ServiceUnavailable, Code: { } code, Headers.RetryAfter.Delta: { } pause }
                || !(codes.Length > 0 ? codes.Contains(code) : code.StartsWith("platform.", StringComparison.Ordinal))
                || pause <= TimeSpan.Zero
                || trouble.Took > within
            )
            .ToList();
        Assert.True(
            wrong.Count == 0,
            $"{wrong.Count} of {troubles.Count} answers were not a 503 problem with Retry-After in time:\n"
                + string.Join(
                    '\n',
                    wrong.Take(10).Select(trouble => $"after {trouble.Took.TotalSeconds:0.00} s: {trouble.Answer}{trouble.Cut}")
                )
        );
    }
}
