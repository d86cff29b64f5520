using System.Globalization;
using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MonolithFirst.Testing;

/// <summary>
/// A RabbitMQ of a test's own on a free port, with its queues in a folder of its own; or the one that
/// <c>MONOLITHFIRST_TEST_RABBITMQ</c> names as <c>amqp://user:password@host:port</c>, which is then held for this test alone and begins
/// without the product's queues.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    /// <summary>The environment variable that names a server to use instead of a private one.</summary>
    public const string Variable = "MONOLITHFIRST_TEST_RABBITMQ";

    private const string Hold = "monolithfirst-tests";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan HoldLimit = TimeSpan.FromMinutes(15);

    // Besides those of the product's modules: the ones that tests of the platform have.
    private static readonly string[] Modules = [.. SourceTree.Modules, "sample", "elsewhere"];

    private readonly TemporaryFolder? folder;
    private readonly FreePort? port;
    private readonly FreePort? names;
    private readonly FreePort? distribution;
    private ChildProcess? process;
    private ChildProcess? epmd;
    private IConnection? hold;

    private RabbitMqServer(string address) => Address = address;

    private RabbitMqServer(TemporaryFolder folder, FreePort port, FreePort names, FreePort distribution)
        : this($"amqp://guest:guest@127.0.0.1:{Text(port)}") =>
        (this.folder, this.port, this.names, this.distribution) = (folder, port, names, distribution);

    /// <summary>The address with its account, as <c>Messaging:Broker</c> takes it.</summary>
    public string Address { get; }

    /// <summary>The process of the private server; null with the named one.</summary>
    public int? ProcessId => process?.Id;

    /// <summary>Whether the server is ours to stop.</summary>
    public static bool IsPrivate => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Starts a private server, or takes hold of the named one.</summary>
    public static async Task<RabbitMqServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return new RabbitMqServer(named) { hold = await HoldAsync(named) };
        }

        var server = new RabbitMqServer(new TemporaryFolder(), FreePort.Take(), FreePort.Take(), FreePort.Take());
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the private server at once, as a power cut would; durable queues stay.</summary>
    public Task KillAsync() => Private().KillAsync();

    /// <summary>Starts the private server again with its queues.</summary>
    public async Task StartAgainAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        // The daemon that Erlang's nodes ask for one another. The server would start one that outlives it.
        epmd ??= ChildProcess.Start(folder!.FullName, [], ["epmd", "-address", "127.0.0.1", "-port", Text(names!)]);
        process = ChildProcess.Start(folder!.FullName, Variables(), [Program()]);
        await Eventually.TrueAsync(AnswersAsync, StartLimit, "A private RabbitMQ that answers");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (hold is not null)
        {
            await hold.DisposeAsync();
        }

        if (process is not null)
        {
            await process.DisposeAsync();
        }

        if (epmd is not null)
        {
            await epmd.DisposeAsync();
        }

        folder?.Dispose();
        port?.Dispose();
        names?.Dispose();
        distribution?.Dispose();
    }

    // The program itself, not Debian's wrapper: that one changes the user, and insists on folders of the system.
    private static string Program() =>
        Directory.Exists("/usr/lib/rabbitmq/lib")
            ? Directory.GetDirectories("/usr/lib/rabbitmq/lib").Select(version => version + "/sbin/rabbitmq-server").First(File.Exists)
            : throw new FileNotFoundException(
                $"rabbitmq-server is not installed. Run tests/run as root on Debian or Ubuntu, which installs it; or set {Variable} to amqp://user:password@host:port of one."
            );

    private static string Text(FreePort port) => port.Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Queues are named as the modules, so one test at a time has the broker, whichever machine it runs on.</summary>
    private static async Task<IConnection> HoldAsync(string address)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(address), ClientProvidedName = Hold }.CreateConnectionAsync();
        await Eventually.TrueAsync(() => IsHeldAsync(connection), HoldLimit, $"The server named by {Variable}, free of other tests,");
        await using var channel = await connection.CreateChannelAsync();
        foreach (var module in Modules)
        {
            await channel.QueueDeleteAsync("monolithfirst." + module);
            await channel.QueueDeleteAsync($"monolithfirst.{module}.queries");
        }

        return connection;
    }

    private static async Task<bool> IsHeldAsync(IConnection connection)
    {
        // A channel whose request is refused is closed with it.
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclareAsync(Hold, durable: false, exclusive: true, autoDelete: true);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    private ChildProcess Private() =>
        process ?? throw new InvalidOperationException($"The server named by {Variable} is not ours to stop.");

    private Dictionary<string, string?> Variables() =>
        new()
        {
            ["HOME"] = folder!.FullName,
            ["RABBITMQ_NODENAME"] = $"test{Text(port!)}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(port!),
            ["RABBITMQ_DIST_PORT"] = Text(distribution!),
            ["RABBITMQ_MNESIA_BASE"] = folder["mnesia"],
            ["RABBITMQ_LOG_BASE"] = folder["log"],
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder["plugins"],
            ["RABBITMQ_CONFIG_FILE"] = folder["none"],
            ["RABBITMQ_CONF_ENV_FILE"] = folder["none.conf"],
            // Then its script becomes the server, and does not wait for it beside it.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
            // Schedulers that wait busily would take the processor from the tests.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
            ["ERL_EPMD_PORT"] = Text(names!),
        };

    private async Task<bool> AnswersAsync()
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"rabbitmq-server ended with {process.ExitCode}. It wrote:\n{process.Tail()}");
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port!.Number);
            await client.GetStream().WriteAsync("AMQP\0\0\x09\x01"u8.ToArray());
            var answer = new byte[1];
            return await client.GetStream().ReadAsync(answer) == 1;
        }
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            return false;
        }
    }
}
