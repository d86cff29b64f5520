using System.Collections.Concurrent;
using System.Diagnostics;

namespace MonolithFirst.Benchmarks.Load;

/// <summary>What came of a load.</summary>
/// <param name="Span">How long it lasted.</param>
/// <param name="Latencies">Of the requests that were accepted, in milliseconds.</param>
/// <param name="Refused">How many were answered 429 or 503.</param>
internal sealed record LoadResult(TimeSpan Span, IReadOnlyList<double> Latencies, int Refused)
{
    public double PerSecond => Latencies.Count / Span.TotalSeconds;

    /// <param name="share">0.99 for the 99th percentile.</param>
    public double Percentile(double share)
    {
        var sorted = Latencies.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }
}

/// <summary>Two ways to ask a service much.</summary>
internal static class Loads
{
    /// <summary>Each client asks again as soon as it has its answer, which must be a good one: so the service sets the pace.</summary>
    /// <param name="address">Whom.</param>
    /// <param name="clients">How many at once.</param>
    /// <param name="span">For how long.</param>
    /// <param name="request">The request by client and number.</param>
    public static Task<LoadResult> ClosedAsync(Uri address, int clients, TimeSpan span, Func<int, int, byte[]> request) =>
        ClosedAsync(address, clients, (_, elapsed) => elapsed < span, request);

    /// <summary>The same, for a number of requests.</summary>
    public static Task<LoadResult> ClosedAsync(Uri address, int clients, int requests, Func<int, int, byte[]> request) =>
        ClosedAsync(address, clients, (number, _) => number < requests / clients, request);

    /// <summary>The same with calls of any kind.</summary>
    /// <param name="clients">How many at once.</param>
    /// <param name="span">For how long.</param>
    /// <param name="call">Makes the call of that client and number; it throws where the answer is no good one.</param>
    public static Task<LoadResult> ClosedAsync(int clients, TimeSpan span, Func<int, int, Task> call) =>
        ClosedAsync(clients, (_, elapsed) => elapsed < span, (client, number) => () => call(client, number));

    private static async Task<LoadResult> ClosedAsync(
        Uri address,
        int clients,
        Func<int, TimeSpan, bool> goesOn,
        Func<int, int, byte[]> request
    )
    {
        var connections = Enumerable.Range(0, clients).Select(_ => new LeanConnection(address)).ToList();
        try
        {
            return await ClosedAsync(
                clients,
                goesOn,
                (client, number) =>
                {
                    var bytes = request(client, number);
                    return () => SendAsync(connections[client], bytes);
                }
            );
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        static async Task SendAsync(LeanConnection connection, byte[] bytes)
        {
            var status = await connection.SendAsync(bytes);
            if (status is < 200 or > 299)
            {
                throw new InvalidOperationException($"The load was answered with {status}.");
            }
        }
    }

    /// <param name="clients">How many at once.</param>
    /// <param name="goesOn">Whether there is one more, by number and time.</param>
    /// <param name="prepare">Makes ready what is sent, which is not the service's time, and returns what is.</param>
    private static async Task<LoadResult> ClosedAsync(int clients, Func<int, TimeSpan, bool> goesOn, Func<int, int, Func<Task>> prepare)
    {
        var latencies = new ConcurrentBag<List<double>>();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => AskAsync(client))));
        return new LoadResult(clock.Elapsed, [.. latencies.SelectMany(own => own)], 0);

        async Task AskAsync(int client)
        {
            var own = new List<double>();
            latencies.Add(own);
            for (var number = 0; goesOn(number, clock.Elapsed); number++)
            {
                var ask = prepare(client, number);
                var began = Stopwatch.GetTimestamp();
                await ask();
                own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
    }

    /// <summary>
    /// Requests come at their own times, whatever becomes of those before them, as from very many people. A latency counts from the time at
    /// which the request was due.
    /// </summary>
    /// <param name="address">Whom.</param>
    /// <param name="perSecond">How many requests.</param>
    /// <param name="connections">Over how many connections; a request waits for a free one.</param>
    /// <param name="span">For how long.</param>
    /// <param name="request">The request by its number.</param>
    public static async Task<LoadResult> OpenAsync(Uri address, double perSecond, int connections, TimeSpan span, Func<int, byte[]> request)
    {
        var latencies = new ConcurrentBag<double>();
        var refused = 0;
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(AskAsync)));
        return new LoadResult(clock.Elapsed, [.. latencies], refused);

        async Task AskAsync()
        {
            using var connection = new LeanConnection(address);
            while (true)
            {
                var number = Interlocked.Increment(ref next);
                var due = TimeSpan.FromSeconds(number / perSecond);
                if (due > span)
                {
                    return;
                }

                var early = due - clock.Elapsed;
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early);
                }

                var status = await connection.SendAsync(request(number));
                if (status is >= 200 and <= 299)
                {
                    latencies.Add((clock.Elapsed - due).TotalMilliseconds);
                }
                else if (status is 429 or 503)
                {
                    Interlocked.Increment(ref refused);
                }
                else
                {
                    throw new InvalidOperationException($"The load was answered with {status}.");
                }
            }
        }
    }
}
