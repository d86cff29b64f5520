using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>The settings below <c>Placement:Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    private static readonly IReadOnlyList<string> UsualSensitiveHeaders = ["Cookie", "Set-Cookie"];
    private static readonly TimeSpan UsualTimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Headers that pass the gateway in neither direction; <c>Cookie</c> and <c>Set-Cookie</c> unless told: signing in is by bearer
    /// token, so cookies are nobody's business behind it.
    /// </summary>
    // Null until it is set: what the settings say would otherwise be added to the usual ones instead of taking their place.
    public IReadOnlyList<string>? SensitiveHeaders { get; init; }

    /// <summary>The same for one module's routes, in place of <see cref="SensitiveHeaders"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> SensitiveHeadersOf { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What does not pass to one module, in place of the lists for both directions.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> SensitiveRequestHeadersOf { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What does not pass from one module to clients, in place of the lists for both directions.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> SensitiveResponseHeadersOf { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How often instances are asked whether they are ready.</summary>
    public TimeSpan HealthCheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Over how long an instance's failures are counted, and how long one that had too many is left alone.</summary>
    public TimeSpan PassiveWindow => HealthCheckInterval * 2;

    /// <summary>How often a request that may be repeated is sent to another instance when one gave no answer.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>
    /// How long an instance may keep the gateway waiting for an answer, or the next part of one, before it counts as hung; 10 seconds
    /// unless told, less where requests have less time. All attempts together stay below <see cref="WebOptions.RequestTimeLimit"/>:
    /// when that ends a request, nobody knows who took the time.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Time limits by module.</summary>
    public IReadOnlyDictionary<string, TimeSpan> TimeLimits { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>
    /// How many requests to one module elsewhere may be under way at once; <see cref="WebOptions.MaxConcurrentRequests"/> unless told.
    /// </summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many more may wait for their turn; <see cref="WebOptions.MaxQueuedRequests"/> unless told.</summary>
    public int? MaxQueued { get; init; }

    /// <summary>The headers that do not pass from clients to a module.</summary>
    public IReadOnlyList<string> SensitiveTo(string module) => SensitiveRequestHeadersOf.GetValueOrDefault(module) ?? SensitiveFor(module);

    /// <summary>The headers that do not pass from a module to clients.</summary>
    public IReadOnlyList<string> SensitiveFrom(string module) =>
        SensitiveResponseHeadersOf.GetValueOrDefault(module) ?? SensitiveFor(module);

    /// <summary>How long an attempt at a module's instance may take.</summary>
    public TimeSpan TimeLimitOf(string module, WebOptions web)
    {
        if (TimeLimits.TryGetValue(module, out var own))
        {
            return own;
        }

        var share = web.RequestTimeLimit / (Retries + 2);
        return TimeLimit ?? (share < UsualTimeLimit ? share : UsualTimeLimit);
    }

    /// <summary>Refuses what cannot work.</summary>
    /// <param name="modules">The modules of this build.</param>
    /// <param name="web">What holds for all requests.</param>
    /// <exception cref="ModuleSetupException">The message says what to change.</exception>
    public void Check(IReadOnlyCollection<string> modules, WebOptions web)
    {
        IEnumerable<string> named =
        [
            .. TimeLimits.Keys,
            .. SensitiveHeadersOf.Keys,
            .. SensitiveRequestHeadersOf.Keys,
            .. SensitiveResponseHeadersOf.Keys,
        ];
        if (named.FirstOrDefault(name => !modules.Contains(name)) is { } unknown)
        {
            throw Refused($"it names the unknown module '{unknown}'. Known modules: {string.Join(", ", modules)}.");
        }

        if (HealthCheckInterval <= TimeSpan.Zero || Retries < 0 || MaxConcurrent < 1 || MaxQueued < 0)
        {
            throw Refused("HealthCheckInterval must be above zero, MaxConcurrent 1 or more, and Retries and MaxQueued not negative.");
        }

        foreach (var module in modules)
        {
            var limit = TimeLimitOf(module, web);
            if (limit <= TimeSpan.Zero || limit * (Retries + 1) >= web.RequestTimeLimit)
            {
                throw Refused(
                    $"the time limit of {module} is {limit}, with Retries={Retries}. It must be above zero, and all attempts together take less "
                        + $"than Web:RequestTimeLimit, which is {web.RequestTimeLimit}."
                );
            }
        }
    }

    private IReadOnlyList<string> SensitiveFor(string module) =>
        SensitiveHeadersOf.GetValueOrDefault(module) ?? SensitiveHeaders ?? UsualSensitiveHeaders;

    private static ModuleSetupException Refused(string why) => new("Placement:Gateway cannot work: " + why);
}
