using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MonolithFirst.Benchmarks.Load;

/// <summary>
/// A connection that sends requests made before and reads of the answers no more than where they end. The load shares the machine with
/// what it measures, and a client that does more would flatter whoever is slower.
/// </summary>
internal sealed class LeanConnection(Uri address) : IDisposable
{
    private readonly Socket socket = Connect(address);
    private readonly byte[] buffer = new byte[64 * 1024];

    /// <summary>The bytes of a request.</summary>
    public static byte[] Request(string method, string path, string? token, string? body)
    {
        var request = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        if (token is not null)
        {
            request.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {token}\r\n");
        }

        if (body is not null)
        {
            request.Append(
                CultureInfo.InvariantCulture,
                $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
            );
        }

        return Encoding.UTF8.GetBytes(request.Append("\r\n").Append(body).ToString());
    }

    /// <returns>The status.</returns>
    public async Task<int> SendAsync(byte[] request)
    {
        await socket.SendAsync(request);
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (received == 0)
            {
                throw new IOException("The connection was closed before the answer was whole.");
            }

            length += received;
            if (IsWhole(buffer.AsSpan(0, length)))
            {
                return ((buffer[9] - '0') * 100) + ((buffer[10] - '0') * 10) + (buffer[11] - '0');
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private static Socket Connect(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(address.Host, address.Port);
        return socket;
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..end];
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        var length = 0;
        foreach (var digit in head[(at + 16)..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            length = (length * 10) + (digit - '0');
        }

        return answer.Length >= end + 4 + length;
    }
}
