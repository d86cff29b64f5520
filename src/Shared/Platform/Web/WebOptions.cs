using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Web;

/// <summary>The settings below <c>Web</c>.</summary>
public sealed class WebOptions
{
    /// <summary>The most bytes that a request's body may have, unless its endpoint says otherwise.</summary>
    public long MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Whether the host has its console at <c>/admin</c>.</summary>
    public bool Console { get; init; } = true;

    /// <summary>Where people reach the host, for links that go out by mail; without it a link begins with its path.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>How long a request may take.</summary>
    public TimeSpan RequestTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests to the modules here are worked on at once.</summary>
    public int MaxConcurrentRequests { get; init; } = 64;

    /// <summary>How many more may wait for their turn; the next one is refused.</summary>
    public int MaxQueuedRequests { get; init; } = 64;

    /// <summary>How long they may wait for it; whoever has waited longer is refused, so that what is answered is answered soon.</summary>
    public TimeSpan MaxQueueTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many requests a caller may make.</summary>
    public RateLimitOptions RateLimit { get; init; } = new();

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of the proxies in front. What they say about a client's address, and the scheme, host and
    /// path that it asked for (<c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c>, <c>-Prefix</c>), is believed; nobody else is. A proxy sets all
    /// four or takes away what a client has set.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>How long the answer to an idempotency key is kept.</summary>
    public TimeSpan IdempotencyRetention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long requests are still taken after the process was asked to stop, while <c>/health/ready</c> already says that it stops, so
    /// that a load balancer turns to others first. Unless told: not at all where there are no other processes, else until the others have
    /// read in the registry that this one is draining.
    /// </summary>
    public TimeSpan? DrainDelay { get; init; }

    /// <summary>How long requests that have begun, and other work, may take to finish at the end.</summary>
    public TimeSpan ShutdownTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the section.</summary>
    /// <exception cref="ModuleSetupException">A value is not what it should be.</exception>
    public static WebOptions From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Web").Read<WebOptions>();
        CheckPublicAddress(options.PublicAddress);
        return
            options.MaxBodyBytes > 0
            && options is { MaxConcurrentRequests: > 0, MaxQueuedRequests: >= 0 }
            && options.RateLimit is { PermitsPerSecond: > 0, Burst: > 0, AttemptsPerSecond: null or > 0, AttemptsBurst: > 0 }
            && options.RequestTimeLimit > TimeSpan.Zero
            && options.MaxQueueTime > TimeSpan.Zero
            ? options
            : throw new ModuleSetupException("The settings below Web are limits: give numbers above zero.");
    }

    /// <summary>A link for people who are not at the host.</summary>
    /// <param name="path">A path of the host, with its query.</param>
    public string LinkTo(string path) => PublicAddress?.AbsoluteUri.TrimEnd('/') + path;

    private static void CheckPublicAddress(Uri? address)
    {
        if (address is not null and not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" })
        {
            throw new ModuleSetupException($"Web:PublicAddress '{address}' is no address such as https://shop.example.com.");
        }
    }
}

/// <summary>The settings below <c>Web:RateLimit</c>.</summary>
public sealed class RateLimitOptions
{
    // Checking a password is made to be slow, so attempts get a tenth of the rate.
    private const int AttemptsShare = 10;

    /// <summary>Requests a second that each user, or each address without a user, may make in the long run.</summary>
    public int PermitsPerSecond { get; init; } = 200;

    /// <summary>Requests that may come at once.</summary>
    public int Burst { get; init; } = 400;

    /// <summary>Anonymous POSTs a second (signing in, registering) from one address in the long run; a tenth of the rate unless told.</summary>
    public int? AttemptsPerSecond { get; init; }

    /// <summary>Anonymous POSTs that may come at once.</summary>
    public int AttemptsBurst { get; init; } = 300;

    internal int AttemptsPerSecondOrUsual => AttemptsPerSecond ?? Math.Max(1, PermitsPerSecond / AttemptsShare);
}
