using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace MonolithFirst.Testing;

/// <summary>The built host as a process of its own, on a port and in a folder of its own.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private static readonly ConcurrentDictionary<HostProcess, bool> Alive = new();

    private readonly TemporaryFolder folder = new();
    private readonly FreePort port = FreePort.Take();
    private IReadOnlyDictionary<string, string?> settings;
    private readonly InTurn doors;

    // Whoever asks whether this process is ready must not be answered by another.
    private readonly HttpClient itself;
    private readonly IReadOnlyList<string> through;
    private ChildProcess? process;

    private HostProcess(IReadOnlyDictionary<string, string?> settings, IReadOnlyList<string>? through = null)
    {
        this.settings = settings;
        this.through = through ?? [];
        BaseAddress = new Uri("http://127.0.0.1:" + port.Number.ToString(CultureInfo.InvariantCulture));
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        doors = new InTurn(sockets);
        Alive[this] = true;
        Http = new HttpClient(doors) { BaseAddress = BaseAddress, Timeout = TimeSpan.FromSeconds(120) };
        itself = new HttpClient(sockets, disposeHandler: false) { BaseAddress = BaseAddress };
    }

    /// <summary>Where it listens; the same after a restart.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Reaches it without a token.</summary>
    public HttpClient Http { get; }

    /// <summary>Its working folder.</summary>
    public string Folder => folder.FullName;

    /// <summary>Where it keeps its data.</summary>
    public string DataFolder => folder["data"];

    /// <summary>The process id.</summary>
    public int Id => Running().Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => Running().HasExited;

    /// <summary>All lines that it has written since it was last started.</summary>
    public IReadOnlyList<string> Output => Running().Output;

    /// <summary>What warnings and errors the processes of this test run have logged about a request, for messages.</summary>
    /// <param name="traceId">The request's trace.</param>
    public static IEnumerable<string> LoggedAbout(string traceId) =>
        from host in Alive.Keys
        from line in host.process?.Output ?? []
        where line.Contains(traceId, StringComparison.Ordinal) && line.Contains("\"@l\":", StringComparison.Ordinal)
        select line;

    /// <summary>Starts a host and waits until it is ready.</summary>
    /// <param name="settings">Settings as environment variables, for example <c>Database__Provider</c>.</param>
    /// <param name="through">A program that becomes the host: its command line comes before the host's.</param>
    public static async Task<HostProcess> StartAsync(IReadOnlyDictionary<string, string?> settings, IReadOnlyList<string>? through = null)
    {
        var host = new HostProcess(settings, through);
        try
        {
            await host.StartAgainAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a host and waits for nothing.</summary>
    /// <param name="settings">Settings as environment variables.</param>
    /// <param name="through">A program that becomes the host: its command line comes before the host's.</param>
    public static async Task<HostProcess> LaunchAsync(IReadOnlyDictionary<string, string?> settings, IReadOnlyList<string>? through = null)
    {
        var host = new HostProcess(settings, through);
        await host.LaunchAgainAsync();
        return host;
    }

    /// <summary>Runs the host with arguments until it ends by itself: a command, or a start that is refused.</summary>
    /// <param name="settings">Settings as environment variables.</param>
    /// <param name="arguments">The command.</param>
    public static Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string?> settings, params IEnumerable<string> arguments) =>
        RunThroughAsync([], settings, arguments);

    /// <summary>The same through a program that becomes the host.</summary>
    /// <param name="through">Its command line, which comes before the host's.</param>
    /// <param name="settings">Settings as environment variables.</param>
    /// <param name="arguments">The command.</param>
    public static async Task<CommandResult> RunThroughAsync(
        IReadOnlyList<string> through,
        IReadOnlyDictionary<string, string?> settings,
        params IEnumerable<string> arguments
    )
    {
        await using var host = new HostProcess(settings, through);
        host.process = host.Launch(arguments);
        var exitCode = await host.process.WaitAsync(StartLimit);
        return new CommandResult(exitCode, string.Join('\n', host.Output));
    }

    /// <summary>Lets clients reach further instances as well, as a load balancer in front would: request by request in turn.</summary>
    public void AlsoAt(IEnumerable<Uri> others) => doors.Others = [.. others];

    /// <summary>Starts it again after it was stopped or killed: same address, same data, same settings.</summary>
    public async Task StartAgainAsync()
    {
        await LaunchAgainAsync();
        await ReadyAsync();
    }

    /// <summary>The same without waiting until it is ready.</summary>
    public async Task LaunchAgainAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        process = Launch([]);
    }

    /// <summary>From its next start on it has this setting as well, or in place of what it had.</summary>
    /// <param name="name">Its name as an environment variable.</param>
    /// <param name="value">What it says; null where it is not set.</param>
    public void WillHave(string name, string? value) => settings = new Dictionary<string, string?>(settings) { [name] = value };

    /// <summary>Makes it stand still (SIGSTOP): connections are taken, and nothing is answered.</summary>
    public void Suspend() => Running().Suspend();

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Resume() => Running().Resume();

    /// <summary>Waits until it is ready.</summary>
    public async Task ReadyAsync()
    {
        try
        {
            await Eventually.TrueAsync(IsReadyAsync, StartLimit, "A host that is ready");
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\nIt wrote:\n{Running().Tail()}", late);
        }
    }

    /// <summary>Asks it to stop (SIGTERM) and waits until it has.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public async Task StopAsync()
    {
        var exitCode = await Running().StopAsync(StopLimit);
        if (exitCode != 0)
        {
            throw new InvalidOperationException(
                $"The host ended with {exitCode}, not 0, when asked to stop. It wrote:\n{Running().Tail()}"
            );
        }
    }

    /// <summary>Ends it at once (SIGKILL).</summary>
    public Task KillAsync() => Running().KillAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Alive.TryRemove(this, out _);
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        itself.Dispose();
        Http.Dispose();
        folder.Dispose();
        port.Dispose();
    }

    private ChildProcess Running() => process ?? throw new InvalidOperationException("The host was not started.");

    private ChildProcess Launch(IEnumerable<string> arguments)
    {
        if (!File.Exists(SourceTree.HostAssembly))
        {
            throw new FileNotFoundException(
                $"{SourceTree.HostAssembly} is missing; build the test project, which builds the host with it."
            );
        }

        var environment = new Dictionary<string, string?>
        {
            ["Urls"] = BaseAddress.ToString(),
            ["Database__DataFolder"] = DataFolder,
            // One collector for the few megabytes of a test's host starts faster than one a core.
            ["DOTNET_gcServer"] = "0",
            // Each of hundreds of hosts would otherwise spend a second and more on passwords that nobody attacks.
            ["users__PasswordHashIterations"] = "10000",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } given ? given : "dotnet";
        return ChildProcess.Start(
            folder.FullName,
            [.. Inherited(), .. environment],
            [.. through, dotnet, SourceTree.HostAssembly, .. arguments]
        );
    }

    /// <summary>Removes settings of the host that happen to be set where the tests run.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Inherited() =>
        from name in Environment.GetEnvironmentVariables().Keys.Cast<string>()
        where name.Contains("__", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name is "MODULES"
        select KeyValuePair.Create(name, (string?)null);

    private async Task<bool> IsReadyAsync()
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"The host ended with {process.ExitCode} instead of starting. It wrote:\n{process.Tail()}");
        }

        try
        {
            using var answer = await itself.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>Sends requests to the process itself, and to others like it, in turn.</summary>
internal sealed class InTurn(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private int turn;

    public IReadOnlyList<Uri> Others { get; set; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var next = (int)((uint)Interlocked.Increment(ref turn) % (uint)(Others.Count + 1));
        if (next > 0)
        {
            request.RequestUri = new Uri(Others[next - 1], request.RequestUri!.PathAndQuery);
        }

        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>What a command of the host came to.</summary>
/// <param name="ExitCode">0 when it went well.</param>
/// <param name="Output">What it wrote, standard output and standard error.</param>
public sealed record CommandResult(int ExitCode, string Output);
