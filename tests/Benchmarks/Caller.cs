using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Testing;
using HostProgram = MonolithFirst.Host.Program;

namespace MonolithFirst.Benchmarks;

/// <summary>A host in this process that has no module, and asks those of other processes.</summary>
internal sealed class Caller(FreePort port, WebApplication app) : IAsyncDisposable
{
    private static readonly TimeSpan ReachLimit = TimeSpan.FromMinutes(1);

    /// <summary>Asks the modules.</summary>
    public IQueryBus Queries { get; } = app.Services.GetRequiredService<IQueryBus>();

    /// <summary>Joins the processes of a deployment.</summary>
    /// <param name="deployment">The processes.</param>
    /// <param name="transport">How queries travel: the setting <c>Placement:Calls:Transport</c>.</param>
    public static async Task<Caller> StartAsync(Deployment deployment, string transport)
    {
        var port = FreePort.Take();
        var settings = new Dictionary<string, string?>(deployment.Settings)
        {
            ["MODULES"] = "none",
            ["Urls"] = "http://127.0.0.1:" + port.Number.ToString(CultureInfo.InvariantCulture),
            ["Placement__Calls__Transport"] = transport,
            // The results alone go to standard output.
            ["Serilog__MinimumLevel__Default"] = "Fatal",
            ["Serilog__MinimumLevel__Override__Microsoft.Hosting.Lifetime"] = "Fatal",
        };
        var app = HostProgram.Build([
            .. settings
                .Where(setting => setting.Value is not null)
                .Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}"),
        ]);
        var caller = new Caller(port, app);
        try
        {
            await app.PrepareAsync();
            await app.StartAsync();
            return caller;
        }
        catch
        {
            await caller.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a query is answered.</summary>
    public Task ReachAsync<TAnswer>(IQuery<TAnswer> query) =>
        Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await Queries.AskAsync(query, CancellationToken.None);
                    return true;
                }
                catch (QueryFailedException)
                {
                    return false;
                }
            },
            ReachLimit,
            "An answer from another process"
        );

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        port.Dispose();
    }
}
