using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Placement;

/// <summary>What this process is to the others.</summary>
/// <param name="IsGateway">Whether clients come here.</param>
/// <param name="IsOneOfSeveral">
/// Whether there are others, or may be: modules live elsewhere, or a broker or the registry connects this process with them.
/// </param>
/// <param name="Remote">The modules that live in other processes.</param>
internal sealed record Role(bool IsGateway, bool IsOneOfSeveral, IReadOnlyList<string> Remote)
{
    /// <summary>The modules elsewhere whose routes are here, forwarded and in the OpenAPI document.</summary>
    public IReadOnlyList<string> Forwarded => IsGateway ? Remote : [];

    public static Role Of(ModuleCatalog catalog, PlacementOptions options, bool hasBroker)
    {
        var isGateway = options.IsGateway ?? catalog.IsOpenEnded;
        IReadOnlyList<string> remote = [.. catalog.Known.Where(name => !catalog.IsHosted(name))];
        return new Role(isGateway, hasBroker || options.Registry.Enabled == true || !isGateway || remote.Count > 0, remote);
    }
}
