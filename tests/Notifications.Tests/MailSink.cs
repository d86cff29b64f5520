using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MonolithFirst.Notifications.Tests;

/// <summary>A mail server on a free port of this machine that keeps what it is sent, and fails as it is told.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    public MailSink()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        running = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The mails it was sent, as they came over the wire.</summary>
    public ConcurrentQueue<string> Mails { get; } = [];

    /// <summary>How often somebody began to send a mail.</summary>
    public int Tries => tries;

    private int tries;

    /// <summary>What it says to a recipient; <c>250 OK</c> when null.</summary>
    public volatile string? AnswerToRecipient;

    /// <summary>What it says to the first recipient alone: a fault that is gone at the next try, however soon that comes.</summary>
    public volatile string? FirstAnswerToRecipient;

    /// <summary>Whether it takes a mail and then says nothing, as when a connection is lost at the worst moment.</summary>
    public volatile bool SilentAfterMail;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await running;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 sink");
            while (await reader.ReadLineAsync(stopping.Token) is { } line)
            {
                var answer = line.Split(' ')[0].ToUpperInvariant() switch
                {
                    "EHLO" => "250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8",
                    "RCPT" => Recipient(),
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 OK",
                };
                await writer.WriteLineAsync(answer);
                if (answer.StartsWith("354", StringComparison.Ordinal))
                {
                    Mails.Enqueue(await ReadMailAsync(reader));
                    if (SilentAfterMail)
                    {
                        await Task.Delay(Timeout.Infinite, stopping.Token);
                    }

                    await writer.WriteLineAsync("250 taken");
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side left, or the test is over.
        }
    }

    private string Recipient()
    {
        var isFirst = Interlocked.Increment(ref tries) == 1;
        return (isFirst ? FirstAnswerToRecipient : null) ?? AnswerToRecipient ?? "250 OK";
    }

    private async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        for (var line = await reader.ReadLineAsync(stopping.Token); line != "."; line = await reader.ReadLineAsync(stopping.Token))
        {
            mail.AppendLine((line ?? throw new IOException("The sender left in the middle of a mail.")).StartsWith('.') ? line[1..] : line);
        }

        return mail.ToString();
    }
}
