using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MonolithFirst.Testing;

/// <summary>
/// A Redis of a test's own on a free port, which keeps nothing on disk; or the one that <c>MONOLITHFIRST_TEST_REDIS</c> names as
/// <c>host:port</c>, shared with whoever else uses it.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    /// <summary>The environment variable that names a server to use instead of a private one.</summary>
    public const string Variable = "MONOLITHFIRST_TEST_REDIS";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly string[] Programs = ["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server"];

    private readonly TemporaryFolder? folder;
    private readonly FreePort? port;
    private readonly ChildProcess? process;

    private RedisServer(string address) => Address = address;

    private RedisServer(TemporaryFolder folder, FreePort port, ChildProcess process)
        : this("127.0.0.1:" + port.Number.ToString(CultureInfo.InvariantCulture)) =>
        (this.folder, this.port, this.process) = (folder, port, process);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>Starts a private server, or names the given one.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return new RedisServer(named);
        }

        var program =
            Programs.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"redis-server is not installed. Run tests/run as root on Debian or Ubuntu, which installs it; or set {Variable} to host:port of one."
            );
        var (folder, port) = (new TemporaryFolder(), FreePort.Take());
        string[] options =
        [
            "--bind",
            "127.0.0.1",
            "--port",
            port.Number.ToString(CultureInfo.InvariantCulture),
            "--save",
            "",
            "--dir",
            folder.FullName,
        ];
        var server = new RedisServer(folder, port, ChildProcess.Start(folder.FullName, [], [program, .. options]));
        try
        {
            await Eventually.TrueAsync(() => AnswersAsync(port.Number), StartLimit, "A private Redis that answers");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        folder?.Dispose();
        port?.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer);
            return Encoding.ASCII.GetString(answer) == "+PONG";
        }
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            return false;
        }
    }
}
