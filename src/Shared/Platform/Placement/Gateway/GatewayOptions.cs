namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>The settings below <c>Placement:Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    private static readonly IReadOnlyList<string> UsualSensitiveHeaders = ["Cookie", "Set-Cookie"];

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

    /// <summary>How often a request that may be repeated is sent to another instance when one gave no answer.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>The headers that do not pass from clients to a module.</summary>
    public IReadOnlyList<string> SensitiveTo(string module) => SensitiveRequestHeadersOf.GetValueOrDefault(module) ?? SensitiveFor(module);

    /// <summary>The headers that do not pass from a module to clients.</summary>
    public IReadOnlyList<string> SensitiveFrom(string module) =>
        SensitiveResponseHeadersOf.GetValueOrDefault(module) ?? SensitiveFor(module);

    private IReadOnlyList<string> SensitiveFor(string module) =>
        SensitiveHeadersOf.GetValueOrDefault(module) ?? SensitiveHeaders ?? UsualSensitiveHeaders;
}
