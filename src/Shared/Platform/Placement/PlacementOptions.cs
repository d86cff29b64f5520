using System.Reflection;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Placement.Gateway;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement;

/// <summary>Where a process looks for the instances of modules that live elsewhere.</summary>
internal enum DiscoverySource
{
    /// <summary>In the <c>platform</c> schema, where instances register themselves.</summary>
    Registry,

    /// <summary>In the settings: <c>Services:&lt;module&gt;:http:0</c> and on.</summary>
    Configuration,

    /// <summary>In DNS: every address of a module's name is an instance.</summary>
    Dns,
}

/// <summary>The settings below <c>Placement</c>.</summary>
internal sealed class PlacementOptions
{
    /// <summary>
    /// Whether clients come to this process. Unless told, they do where <c>MODULES</c> says what is away (<c>*,!orders</c>, <c>none</c>),
    /// and not where it names what is here (<c>orders</c>).
    /// </summary>
    public bool? IsGateway { get; init; }

    /// <summary>
    /// What processes prove to one another that they belong together with: the first signs, all are accepted. At least 32 characters
    /// each.
    /// </summary>
    public IReadOnlyList<string> Secrets
    {
        get;
        // A variable that is set to nothing, as in a compose file, sets nothing.
        init => field = [.. value.Where(secret => !string.IsNullOrWhiteSpace(secret))];
    } = [];

    /// <summary>How this process calls modules in others.</summary>
    public CallOptions Calls { get; init; } = new();

    /// <summary>How it forwards requests to them.</summary>
    public GatewayOptions Gateway { get; init; } = new();

    /// <summary>Where other processes reach this one; where it listens, unless told.</summary>
    public Uri? Address { get; init; }

    /// <summary>What this process fails together with: a data centre, a rack.</summary>
    public string? Zone { get; init; }

    /// <summary>The version that this process says it runs; that of its assembly, unless told.</summary>
    public string? Version { get; init; }

    /// <summary>Where the instances of other modules are looked for.</summary>
    public DiscoverySource Discovery { get; init; } = DiscoverySource.Registry;

    /// <summary>The registry of instances.</summary>
    public RegistryOptions Registry { get; init; } = new();

    /// <summary>Discovery by DNS.</summary>
    public DnsOptions Dns { get; init; } = new();

    /// <summary>How an instance is chosen among several.</summary>
    public LoadBalancingOptions LoadBalancing { get; init; } = new();

    /// <summary>The version to register.</summary>
    public string OwnVersion =>
        Version
        ?? Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "";

    /// <summary>Whether this process registers: when it is told to, or there are others that look for it in the registry.</summary>
    public bool UsesRegistry(Role role, DatabaseProvider database) =>
        Registry.Enabled ?? (Discovery == DiscoverySource.Registry && database == DatabaseProvider.MySql && role.IsOneOfSeveral);

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ModuleSetupException">The message says what to change.</exception>
    public void Check(ModuleCatalog catalog, DatabaseProvider database, WebOptions web)
    {
        LoadBalancing.Check(catalog.Known);
        Gateway.Check(catalog.Known, web);
        Calls.Check();
        var remote = catalog.Known.Where(name => !catalog.IsHosted(name)).ToList();
        if (remote.Count > 0 && Discovery == DiscoverySource.Registry && Registry.Enabled == false)
        {
            throw new ModuleSetupException(
                $"Placement:Registry:Enabled is false, but {string.Join(", ", remote)} would be in other processes, and Placement:Discovery looks for "
                    + "them in the registry. Leave Placement:Registry:Enabled unset, or set Placement:Discovery to Configuration or Dns."
            );
        }

        if (Registry.Enabled == true && database != DatabaseProvider.MySql)
        {
            throw new ModuleSetupException(
                "Placement:Registry:Enabled is set, but SQLite serves one process. Set Database__Provider=MySql, or leave it unset."
            );
        }

        if (Registry.Lease < TimeSpan.FromSeconds(1) || Registry.RefreshInterval <= TimeSpan.Zero)
        {
            throw new ModuleSetupException("Placement:Registry:Lease must be a second or more, and RefreshInterval above zero.");
        }

        if (Registry.ExpiryShare is < 0 or > 1 || Registry.MassExpiryLimit < Registry.Lease)
        {
            throw new ModuleSetupException(
                "Placement:Registry:ExpiryShare must be between 0 and 1, and MassExpiryLimit not be below the lease."
            );
        }

        if (Address is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")))
        {
            throw new ModuleSetupException($"Placement:Address '{address}' is no address such as http://orders-1:8080.");
        }
    }
}

/// <summary>The settings below <c>Placement:Dns</c>.</summary>
internal sealed class DnsOptions
{
    /// <summary>The name to look up, <c>{module}</c> standing for the module's.</summary>
    public string Name { get; init; } = "{module}";

    /// <summary>The port of every instance.</summary>
    public int Port { get; init; } = 8080;
}
