using System.Security.Cryptography;
using System.Text;

namespace MonolithFirst.Testing;

/// <summary>
/// The secrets that a process needs which hosts some modules by name: its modules' own, and none of another's. Given no others, it would
/// fail where it reached for them.
/// </summary>
public static class OwnSecrets
{
    private const string DatabaseSecret = "Database__Secret";
    private const string DatabasePassword = "Database__Passwords__";

    /// <summary>The password of a module's database account, as the platform derives it.</summary>
    /// <param name="secret">The setting <c>Database:Secret</c>.</param>
    /// <param name="module">The module's name.</param>
    public static string DatabasePasswordOf(string secret, string module) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes("database/" + module)));

    /// <summary>Takes from settings that all processes share what the modules of one do not need.</summary>
    /// <param name="shared">The settings.</param>
    /// <param name="modules">The process's setting <c>MODULES</c>.</param>
    public static Dictionary<string, string?> Of(IReadOnlyDictionary<string, string?> shared, string modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        var settings = new Dictionary<string, string?>(shared);
        if (modules.Contains('*', StringComparison.Ordinal))
        {
            return settings;
        }

        string[] hosted = [.. modules.Split(',').Where(SourceTree.Modules.Contains), "platform"];
        foreach (var name in shared.Keys.Where(name => IsOfAnother(name, hosted)))
        {
            settings.Remove(name);
        }

        if (settings.Remove(DatabaseSecret, out var secret) && secret is not null)
        {
            foreach (var module in hosted)
            {
                settings.TryAdd(DatabasePassword + module, DatabasePasswordOf(secret, module));
            }
        }

        return settings;
    }

    private static bool IsOfAnother(string name, IReadOnlyList<string> hosted)
    {
        var parts = name.Split("__");
        var isSecret = parts[^1].EndsWith("Secret", StringComparison.Ordinal) || parts[^1].EndsWith("Password", StringComparison.Ordinal);
        return name.StartsWith(DatabasePassword, StringComparison.Ordinal)
            ? !hosted.Contains(parts[^1])
            : isSecret && SourceTree.Modules.Contains(parts[0]) && !hosted.Contains(parts[0]);
    }
}
