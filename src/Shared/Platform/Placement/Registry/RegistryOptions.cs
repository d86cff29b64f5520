namespace MonolithFirst.Platform.Placement.Registry;

/// <summary>The settings below <c>Placement:Registry</c>; see docs/decisions/registry.md.</summary>
internal sealed class RegistryOptions
{
    /// <summary>Whether this process registers; unless told, when it does not host every module and looks for the others in the registry.</summary>
    public bool? Enabled { get; init; }

    /// <summary>How long a registration holds without being renewed. It is renewed every third of this.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the list of instances is read.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The share of instances that may be missing at once without being taken for a fault of the registry.</summary>
    public double ExpiryShare { get; init; } = 0.15;

    /// <summary>For how long after its lease an instance is kept when too many are missing at once.</summary>
    public TimeSpan MassExpiryLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a lease is renewed.</summary>
    public TimeSpan RenewalInterval => Lease / 3;
}
