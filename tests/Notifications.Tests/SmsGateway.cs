using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MonolithFirst.Notifications.Tests;

/// <summary>A gateway for text messages on a free port of this machine. It checks signatures as a real one does.</summary>
internal sealed class SmsGateway : IAsyncDisposable
{
    public const string Secret = "a-secret-shared-with-the-gateway";

    private readonly WebApplication app;

    private SmsGateway(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>What was posted with a right signature, by idempotency key.</summary>
    public ConcurrentQueue<(string Key, string Body)> Messages { get; } = [];

    public int Tries => tries;

    public int Forged => forged;

    private int tries;
    private int forged;

    /// <summary>What it answers.</summary>
    public volatile HttpStatusCode Status = HttpStatusCode.Accepted;

    /// <summary>Whether it refuses the first message with 503: a fault that is gone at the next try, however soon that comes.</summary>
    public volatile bool IsAwayAtFirst;

    public static async Task<SmsGateway> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var gateway = new SmsGateway(app);
        app.MapPost("/messages", gateway.TakeAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        gateway.Address = new Uri(new Uri(address), "/messages");
        return gateway;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        var isFirst = Interlocked.Increment(ref tries) == 1;
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var signed = Encoding.UTF8.GetBytes($"{request.Headers["X-Timestamp"]}.{body}");
        var expected = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed));
        var age = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(request.Headers["X-Timestamp"]!, null);
        if (request.Headers["X-Signature"] != expected || Math.Abs(age) > 300)
        {
            Interlocked.Increment(ref forged);
            return Results.Unauthorized();
        }

        if (isFirst && IsAwayAtFirst)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        if ((int)Status < 300)
        {
            Messages.Enqueue((request.Headers["Idempotency-Key"]!, body));
        }

        return Results.StatusCode((int)Status);
    }
}
