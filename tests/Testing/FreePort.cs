using System.Net;
using System.Net.Sockets;

namespace MonolithFirst.Testing;

/// <summary>
/// A TCP port of 127.0.0.1 that nobody else uses. It stays reserved among all test processes of this user until disposed, so that a
/// server can be stopped and started again at its address, and nobody ever talks to somebody else's server.
/// </summary>
public sealed class FreePort : IDisposable
{
    // Below the range from which the system gives ports to outgoing connections.
    private const int First = 15000;
    private const int Last = 32000;

    private readonly FileStream reservation;

    private FreePort(int number, FileStream reservation)
    {
        Number = number;
        this.reservation = reservation;
    }

    /// <summary>The port.</summary>
    public int Number { get; }

    /// <summary>Reserves a port.</summary>
    public static FreePort Take()
    {
        var folder = Path.Combine(Path.GetTempPath(), "monolithfirst-ports-" + Environment.UserName);
        Directory.CreateDirectory(folder);
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var number = Random.Shared.Next(First, Last);
            FileStream reservation;
            try
            {
                reservation = new FileStream(
                    Path.Combine(folder, $"{number}"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
            }
            catch (IOException)
            {
                continue;
            }

            if (CanListen(number))
            {
                return new FreePort(number, reservation);
            }

            reservation.Dispose();
        }

        throw new InvalidOperationException($"No port between {First} and {Last} is free.");
    }

    /// <inheritdoc />
    public void Dispose() => reservation.Dispose();

    private static bool CanListen(int number)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, number);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
