using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Placement;

/// <summary>Which modules this process hosts: the setting <c>MODULES</c>.</summary>
public static class ModuleSelection
{
    private const string None = "none";

    /// <summary>Whether the setting names what is away instead of what is here: the process that clients come to, then.</summary>
    public static bool IsOpenEnded(string? setting)
    {
        var parts = (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.All(part => part.StartsWith('!')) || parts.Contains("*") || parts is [None];
    }

    /// <summary>
    /// Reads <c>*</c> (all), <c>orders,users</c> (just these), <c>*,!orders</c> (all but these) or <c>none</c> (a gateway and nothing
    /// else). Empty means all.
    /// </summary>
    /// <param name="setting">The setting as given.</param>
    /// <param name="known">The names of all modules in this build.</param>
    /// <returns>The hosted names, in the order of <paramref name="known"/>.</returns>
    /// <exception cref="ModuleSetupException">An unknown module is named, or nothing is left to host.</exception>
    public static IReadOnlyList<string> Parse(string? setting, IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (setting?.Trim() == None)
        {
            return [];
        }

        var parts = (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var part in parts)
        {
            var name = part.TrimStart('!').Trim();
            if (name != "*" && !known.Contains(name, StringComparer.Ordinal))
            {
                throw new ModuleSetupException(
                    $"MODULES='{setting}' names the unknown module '{name}'. Known modules: {string.Join(", ", known)}. Use * for all, *,!orders for all but one, or none."
                );
            }
        }

        var excluded = parts.Where(part => part.StartsWith('!')).Select(part => part[1..].Trim()).ToHashSet(StringComparer.Ordinal);
        var included = parts.Where(part => !part.StartsWith('!')).ToHashSet(StringComparer.Ordinal);
        if (excluded.Contains("*"))
        {
            throw new ModuleSetupException($"MODULES='{setting}' excludes every module; name the modules to host, or use *.");
        }

        var all = IsOpenEnded(setting);
        var hosted = known.Where(name => (all || included.Contains(name)) && !excluded.Contains(name)).ToList();
        return hosted.Count > 0 ? hosted : throw new ModuleSetupException($"MODULES='{setting}' leaves no module to host.");
    }
}
