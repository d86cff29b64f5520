using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;

namespace MonolithFirst.Platform.Modules;

/// <summary>
/// Refuses sections of settings that are nobody's. What stands in the settings file or on the command line is meant for this host; the
/// environment is shared with others, so there only a name that looks like one of ours, misspelt, is refused.
/// </summary>
public static class SettingNames
{
    private static readonly string[] Platform = ["Database", "Jobs", "Logs", "Messaging", "Metrics", "Placement", "Security", "Web"];

    // Read by the packages that the host is made of.
    private static readonly string[] Framework = ["ConnectionStrings", "Kestrel", "Logging", "Serilog", "Services", "Wolverine"];

    /// <summary>Checks the names of all sections.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="modules">The modules of this build; each has a section.</param>
    /// <exception cref="ModuleSetupException">A section is nobody's.</exception>
    public static void Check(IConfigurationRoot configuration, IEnumerable<string> modules)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(modules);
        string[] ours = [.. Platform, .. modules];
        foreach (var provider in configuration.Providers)
        {
            var isMeantForUs = provider is JsonConfigurationProvider or CommandLineConfigurationProvider;
            foreach (var section in SectionsOf(provider).Except([.. ours, .. Framework], StringComparer.OrdinalIgnoreCase))
            {
                var meant = Array.Find(ours, name => Looks(section, name));
                if (isMeantForUs || meant is not null)
                {
                    throw new ModuleSetupException(
                        $"There are no settings below {section}{(meant is null ? "." : $"; is {meant} meant?")} Sections are: {string.Join(", ", ours)}."
                    );
                }
            }
        }
    }

    private static IEnumerable<string> SectionsOf(IConfigurationProvider provider) =>
        provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase).Where(key => provider.GetChildKeys([], key).Any());

    /// <summary>Whether it is the name but for one letter that is wrong, missing, doubled or in its neighbour's place; for two in a long name.</summary>
    private static bool Looks(string section, string name) =>
        Distance(section.ToUpperInvariant(), name.ToUpperInvariant()) <= (name.Length > 6 ? 2 : 1);

    /// <summary>How many letters have to be changed, added, taken away or exchanged with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        var steps = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                var change = steps[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(change, 1 + Math.Min(steps[i - 1, j], steps[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], 1 + steps[i - 2, j - 2]);
                }
            }
        }

        return steps[left.Length, right.Length];
    }
}
