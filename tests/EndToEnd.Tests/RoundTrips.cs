using System.Net;
using System.Net.Sockets;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>
/// Stands between a host and its database, passes on what each says, and counts how often the host asks and waits for an answer. What is
/// asked in one go, as a batch of statements, is one round trip.
/// </summary>
internal sealed class RoundTrips : IAsyncDisposable
{
    private readonly FreePort port = FreePort.Take();
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ending = new();
    private readonly Task accepting;
    private long count;

    public RoundTrips(string host, int databasePort)
    {
        listener = new TcpListener(IPAddress.Loopback, port.Number);
        listener.Start();
        accepting = AcceptAsync(host, databasePort);
    }

    /// <summary>Where the host finds its database.</summary>
    public int Port => port.Number;

    /// <summary>How many there have been.</summary>
    public long Count => Interlocked.Read(ref count);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        await accepting;
        ending.Dispose();
        port.Dispose();
    }

    private async Task AcceptAsync(string host, int databasePort)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassOnAsync(await listener.AcceptTcpClientAsync(ending.Token), host, databasePort));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(TcpClient asking, string host, int databasePort)
    {
        using var answering = new TcpClient { NoDelay = true };
        using (asking)
        {
            asking.NoDelay = true;
            var isWaiting = 0;
            try
            {
                await answering.ConnectAsync(host, databasePort, ending.Token);
                var questions = PassOnAsync(
                    asking,
                    answering,
                    () =>
                    {
                        if (Interlocked.Exchange(ref isWaiting, 1) == 0)
                        {
                            Interlocked.Increment(ref count);
                        }
                    }
                );
                var answers = PassOnAsync(answering, asking, () => Interlocked.Exchange(ref isWaiting, 0));
                // Whoever hangs up first ends it for both.
                await await Task.WhenAny(questions, answers);
            }
            catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
            {
                // A connection that breaks is its ends' affair, and they notice.
            }
        }
    }

    private async Task PassOnAsync(TcpClient from, TcpClient to, Action heard)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, ending.Token) is > 0 and var length)
        {
            heard();
            await to.GetStream().WriteAsync(buffer.AsMemory(0, length), ending.Token);
        }
    }
}
