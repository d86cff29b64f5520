using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Placement.Calls;

namespace MonolithFirst.Platform.Tests.Placement.Gateway;

/// <summary>What a request looked like to the instance that the gateway sent it to.</summary>
internal sealed record Echo(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What an instance does instead of answering.</summary>
internal enum EchoFault
{
    None,

    /// <summary>It takes the request and never answers.</summary>
    Hang,

    /// <summary>It breaks the connection.</summary>
    HangUp,

    /// <summary>It takes the gateway for a stranger, as where secrets differ.</summary>
    ClosedDoor,
}

/// <summary>
/// Stands for an instance of a module: it says what arrived, and hangs up on a request that has <see cref="HangUp"/>, as often as that
/// says for all instances together.
/// </summary>
internal sealed class EchoServer : IAsyncDisposable
{
    public const string HangUp = "X-Hang-Up";

    private readonly WebApplication app;
    private int requests;
    private readonly ConcurrentQueue<Echo> seen;

    private EchoServer(WebApplication app, ConcurrentQueue<Echo> seen) => (this.app, this.seen) = (app, seen);

    public string Address => app.Urls.First();

    /// <summary>Whether it says that it is ready.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>What it does with requests instead of answering them.</summary>
    public EchoFault Fault { get; set; }

    /// <summary>How many requests have reached it, health checks apart.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <param name="seen">Where it writes down what arrives, health checks apart.</param>
    public static async Task<EchoServer> StartAsync(ConcurrentQueue<Echo> seen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new EchoServer(builder.Build(), seen);
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health"))
        {
            context.Response.StatusCode = IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Interlocked.Increment(ref requests);
        using var body = new StreamReader(context.Request.Body);
        var echo = new Echo(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync(context.RequestAborted)
        );
        seen.Enqueue(echo);
        if (Fault == EchoFault.Hang)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (Fault == EchoFault.HangUp || (int.TryParse(context.Request.Headers[HangUp], out var times) && seen.Count <= times))
        {
            context.Abort();
            return;
        }

        var headers = context.Response.Headers;
        if (Fault == EchoFault.ClosedDoor)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            headers[ServiceDoor.Refusal] = "closed";
            await context.Response.WriteAsync("{}");
            return;
        }

        headers.SetCookie = "a=b";
        headers["X-Inside"] = "inside";
        headers.XFrameOptions = "SAMEORIGIN";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "origin";
        headers["X-Correlation-Id"] = "of-the-instance";
        await context.Response.WriteAsJsonAsync(echo);
    }
}
