using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Placement.LoadBalancing;

/// <summary>How an instance is chosen among several.</summary>
internal enum LoadBalancingPolicy
{
    /// <summary>One after another.</summary>
    RoundRobin,

    /// <summary>Any, all with the same chance.</summary>
    Random,

    /// <summary>The one with the fewest requests in flight among those that are not tripped.</summary>
    BestAvailable,

    /// <summary>Any, the faster ones with a better chance.</summary>
    WeightedResponseTime,

    /// <summary>One after another, skipping those that are tripped or overloaded.</summary>
    AvailabilityFiltering,

    /// <summary>As <see cref="AvailabilityFiltering"/>, and leaves out the zone that is worst off.</summary>
    ZoneAvoidance,
}

/// <summary>The settings below <c>Placement:LoadBalancing</c>. The defaults are those of the reference, see docs/decisions/load-balancing.md.</summary>
internal sealed class LoadBalancingOptions
{
    /// <summary>The policy of every module that <see cref="Policies"/> does not name.</summary>
    public LoadBalancingPolicy Policy { get; init; } = LoadBalancingPolicy.AvailabilityFiltering;

    /// <summary>Policies by module.</summary>
    public IReadOnlyDictionary<string, LoadBalancingPolicy> Policies { get; init; } = new Dictionary<string, LoadBalancingPolicy>();

    /// <summary>After how many connection failures in a row an instance is tripped.</summary>
    public int ConnectionFailureThreshold { get; init; } = 3;

    /// <summary>How long an instance is left alone when it is first tripped; each further failure doubles it.</summary>
    public TimeSpan TripTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an instance is left alone at most.</summary>
    public TimeSpan MaxTripTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a change the requests in flight to an instance are taken for lost.</summary>
    public TimeSpan InFlightTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether availability filtering and zone avoidance skip tripped instances.</summary>
    public bool SkipTripped { get; init; } = true;

    /// <summary>From how many requests in flight on an instance counts as overloaded; null for never.</summary>
    public int? InFlightLimit { get; init; }

    /// <summary>How often the weights by response time are worked out again.</summary>
    public TimeSpan WeightInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From how many requests in flight for each working instance on a zone may be avoided.</summary>
    public double ZoneLoadThreshold { get; init; } = 0.2;

    /// <summary>From which share of tripped instances on a zone is avoided altogether.</summary>
    public double ZoneTrippedShare { get; init; } = 0.99999;

    /// <summary>After how long without a call or a choice an instance's statistics are forgotten.</summary>
    public TimeSpan StatisticsRetention { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The policy of a module.</summary>
    public LoadBalancingPolicy PolicyOf(string module) => Policies.TryGetValue(module, out var own) ? own : Policy;

    /// <summary>Refuses what cannot work.</summary>
    /// <param name="modules">The modules of this build.</param>
    /// <exception cref="ModuleSetupException">The message says what to change.</exception>
    public void Check(IReadOnlyCollection<string> modules)
    {
        if (Policies.Keys.FirstOrDefault(name => !modules.Contains(name)) is { } unknown)
        {
            throw Refused($"Policies names the unknown module '{unknown}'. Known modules: {string.Join(", ", modules)}.");
        }

        if (ConnectionFailureThreshold < 1 || InFlightLimit < 1)
        {
            throw Refused("ConnectionFailureThreshold and InFlightLimit must be 1 or more.");
        }

        if (TripTimeout < TimeSpan.Zero || MaxTripTimeout < TripTimeout)
        {
            throw Refused("TripTimeout must not be negative, and MaxTripTimeout not be below it.");
        }

        if (InFlightTimeout <= TimeSpan.Zero || WeightInterval <= TimeSpan.Zero || StatisticsRetention <= TimeSpan.Zero)
        {
            throw Refused("InFlightTimeout, WeightInterval and StatisticsRetention must be above zero.");
        }
    }

    private static ModuleSetupException Refused(string why) => new("Placement:LoadBalancing cannot work: " + why);
}
