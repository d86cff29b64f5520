using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Gateway;

namespace MonolithFirst.Platform.Web;

/// <summary>Marks endpoints that answer however busy the host is: health and figures.</summary>
internal sealed class UnlimitedMetadata;

/// <summary>
/// Keeps one caller, and all together, from taking more than the host can give: a token bucket for each user (for each address where
/// nobody is signed in), and a bound on the requests that are worked on at once: here, and by each module elsewhere.
/// </summary>
internal sealed class RequestLimits(WebOptions options, PlacementOptions placement) : IDisposable
{
    private const string Here = "";

    // Not 429: this caller has done nothing too often.
    private static readonly Problem Overloaded = new(
        StatusCodes.Status503ServiceUnavailable,
        "platform.overloaded",
        "More requests are waiting than can be worked on in time; wait as long as Retry-After says."
    );

    private readonly PartitionedRateLimiter<HttpContext> rates = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        Bucket(CallerOf(context), options.RateLimit.PermitsPerSecond, options.RateLimit.Burst)
    );

    private readonly PartitionedRateLimiter<HttpContext> attempts = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        Bucket(AddressOf(context), options.RateLimit.AttemptsPerSecondOrUsual, options.RateLimit.AttemptsBurst)
    );

    // A module elsewhere has turns of its own: while it hangs, its requests keep them, and must keep nobody else's.
    private readonly PartitionedRateLimiter<HttpContext> atOnce = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        ForwardedTo(context) is { } module
            ? Turns(module, placement.Gateway.MaxConcurrent ?? options.MaxConcurrentRequests, WaitingElsewhere(options, placement))
            : Turns(Here, options.MaxConcurrentRequests, options.MaxQueuedRequests)
    );

    public void Dispose()
    {
        rates.Dispose();
        attempts.Dispose();
        atOnce.Dispose();
    }

    /// <summary>
    /// Refuses, before anybody looks at who calls, what would be refused for lack of turns anyway: under overload most of what comes is,
    /// and checking a signature for each takes the processor from those whose turn it is.
    /// </summary>
    public Task RefuseWhenFullAsync(HttpContext context, RequestDelegate next) =>
        TakesTurn(context)
        && atOnce.GetStatistics(context) is { CurrentAvailablePermits: 0 } turns
        && turns.CurrentQueuedCount >= WaitingFor(context)
            ? Overloaded.WriteAsync(context)
            : next(context);

    public async Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        if (IsUnlimited(context))
        {
            await next(context);
            return;
        }

        using var rate = rates.AttemptAcquire(context);
        using var attempt = IsAttempt(context) ? attempts.AttemptAcquire(context) : null;
        if (!rate.IsAcquired || attempt?.IsAcquired == false)
        {
            var refused = rate.IsAcquired ? attempt! : rate;
            var pause = refused.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : (TimeSpan?)null;
            await (Problem.Of(StatusCodes.Status429TooManyRequests) with { RetryAfter = pause }).WriteAsync(context);
            return;
        }

        using var turn = TakesTurn(context) ? await TurnAsync(context) : null;
        if (turn?.IsAcquired == false)
        {
            await Overloaded.WriteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>A turn, or one that was not acquired: too many others wait, or this one has waited too long.</summary>
    private async ValueTask<RateLimitLease> TurnAsync(HttpContext context)
    {
        var turn = atOnce.AttemptAcquire(context);
        if (turn.IsAcquired)
        {
            return turn;
        }

        // Without a limit a full queue is work that is done when whoever asked for it has given up.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(options.MaxQueueTime);
        try
        {
            return await atOnce.AcquireAsync(context, 1, patience.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return turn;
        }
    }

    private int WaitingFor(HttpContext context) =>
        ForwardedTo(context) is null ? options.MaxQueuedRequests : WaitingElsewhere(options, placement);

    private static int WaitingElsewhere(WebOptions options, PlacementOptions placement) =>
        placement.Gateway.MaxQueued ?? options.MaxQueuedRequests;

    private static bool IsUnlimited(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<UnlimitedMetadata>() is not null;

    /// <summary>Only requests to modules do: pages that keep a connection open would hold a turn for as long.</summary>
    private static bool TakesTurn(HttpContext context) => context.Request.Path.StartsWithSegments("/api") && !IsUnlimited(context);

    private static bool IsAttempt(HttpContext context)
    {
        if (ForwardedTo(context) is not null)
        {
            // Its endpoint is not known here, only that whoever answers decides who may ask. That instance counts attempts as well.
            return false;
        }

        var metadata = context.GetEndpoint()?.Metadata;
        return metadata?.GetMetadata<AttemptsMetadata>() is not null
            || (metadata?.GetMetadata<IAllowAnonymous>() is not null && HttpMethods.IsPost(context.Request.Method));
    }

    private static string? ForwardedTo(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ForwardedMetadata>()?.Module;

    private static string CallerOf(HttpContext context) =>
        context.User.FindFirstValue("sub") is { } user ? "user " + user : "address " + AddressOf(context);

    /// <summary>The client's address; of IPv6 the network, in which one client has any number of addresses.</summary>
    internal static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static RateLimitPartition<string> Turns(string module, int atOnce, int waiting) =>
        RateLimitPartition.GetConcurrencyLimiter(
            module,
            _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = atOnce,
                QueueLimit = waiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );

    private static RateLimitPartition<string> Bucket(string key, int permitsPerSecond, int burst)
    {
        // Refilling ten times a second lets a caller go on evenly instead of in jumps.
        var parts = permitsPerSecond % 10 == 0 || permitsPerSecond > 100 ? 10 : 1;
        return RateLimitPartition.GetTokenBucketLimiter(
            key,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(burst, permitsPerSecond / parts),
                TokensPerPeriod = permitsPerSecond / parts,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / parts),
                QueueLimit = 0,
            }
        );
    }
}
