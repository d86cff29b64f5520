using System.Net;
using System.Net.Sockets;

namespace MonolithFirst.Platform.Tests.Placement;

/// <summary>Listens, and takes no connection any more once its queue is full: whoever wants to connect waits in vain.</summary>
internal sealed class FullListener : IDisposable
{
    private readonly Socket listener = NewSocket();
    private readonly List<Socket> waiting = [];

    public FullListener()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
    }

    public EndPoint EndPoint => listener.LocalEndPoint!;

    /// <summary>Fills the queue.</summary>
    public async Task FillAsync()
    {
        bool isTaken;
        do
        {
            var socket = NewSocket();
            waiting.Add(socket);
            var connecting = socket.ConnectAsync(EndPoint);
            isTaken = await Task.WhenAny(connecting, Task.Delay(300)) == connecting;
        } while (isTaken);
    }

    public void Dispose()
    {
        waiting.ForEach(socket => socket.Dispose());
        listener.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
