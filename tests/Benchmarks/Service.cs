using System.Diagnostics;
using System.Globalization;
using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Benchmarks;

/// <summary>The host or the bare API as a process whose time and memory are read from the system.</summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly FreePort port;
    private readonly ChildProcess process;

    private Service(FreePort port, ChildProcess process)
    {
        this.port = port;
        this.process = process;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
    }

    public Uri Address => new("http://127.0.0.1:" + port.Number.ToString(CultureInfo.InvariantCulture));

    public HttpClient Http { get; }

    /// <summary>From the start of the process until it answered that it is ready.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>The processor time that it took until then.</summary>
    public TimeSpan ProcessorToReady { get; private set; }

    /// <summary>What is measured of it.</summary>
    public Target Target => new(Address, Http, [process.Id]);

    /// <param name="folder">Its working folder.</param>
    /// <param name="settings">Its environment.</param>
    /// <param name="ready">The path that answers 200 when it is ready.</param>
    /// <param name="program">The assembly and its arguments; <c>{url}</c> stands for the address.</param>
    public static async Task<Service> StartAsync(
        string folder,
        IEnumerable<KeyValuePair<string, string?>> settings,
        string ready,
        params IEnumerable<string> program
    )
    {
        var port = FreePort.Take();
        var url = "http://127.0.0.1:" + port.Number.ToString(CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        var process = ChildProcess.Start(
            folder,
            [new("URLS", url), .. settings],
            ["dotnet", .. program.Select(argument => argument.Replace("{url}", url, StringComparison.Ordinal))]
        );
        var service = new Service(port, process);
        while (!await service.AnswersAsync(ready))
        {
            if (process.HasExited || clock.Elapsed > Limit)
            {
                throw new InvalidOperationException($"It did not become ready. It wrote:\n{process.Tail()}");
            }

            await Task.Delay(5);
        }

        (service.TimeToReady, service.ProcessorToReady) = (clock.Elapsed, service.Target.Processor);
        return service;
    }

    /// <summary>Ends it as an operator would.</summary>
    public Task StopAsync() => process.StopAsync(Limit);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Http.Dispose();
        port.Dispose();
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
