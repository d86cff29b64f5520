using System.Text.Json;
using System.Text.RegularExpressions;

namespace MonolithFirst.Platform.Modules;

/// <summary>An approved module.</summary>
/// <param name="Name">One lower-case word.</param>
/// <param name="Owner">The team that answers for it.</param>
/// <param name="Purpose">What it is there for, in a sentence.</param>
public sealed record ModuleRegistration(string Name, string Owner, string Purpose);

/// <summary>The register of approved module names, <c>src/Modules/modules.json</c>.</summary>
public sealed partial class ModuleRegister
{
    /// <summary>Where a developer changes the register.</summary>
    public const string File = "src/Modules/modules.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    private ModuleRegister(IReadOnlyList<ModuleRegistration> modules) => Modules = modules;

    /// <summary>The approved modules, in the order of the file.</summary>
    public IReadOnlyList<ModuleRegistration> Modules { get; }

    /// <summary>Whether the name is approved.</summary>
    public bool Contains(string name) => Modules.Any(module => module.Name == name);

    /// <summary>Reads the register.</summary>
    /// <exception cref="ModuleSetupException">The file is unreadable, or an entry is misnamed, doubled, or lacks an owner or a purpose.</exception>
    public static ModuleRegister Parse(string json)
    {
        List<ModuleRegistration>? modules;
        try
        {
            modules = JsonSerializer.Deserialize<List<ModuleRegistration>>(json, Json);
        }
        catch (JsonException unreadable)
        {
            throw new ModuleSetupException($"{File} cannot be read: {unreadable.Message}", unreadable);
        }

        foreach (var module in modules ?? [])
        {
            if (!NamePattern().IsMatch(module.Name ?? ""))
            {
                throw new ModuleSetupException(
                    $"{File}: '{module.Name}' is no module name; a name is one lower-case word such as 'orders'."
                );
            }

            if (string.IsNullOrWhiteSpace(module.Owner) || string.IsNullOrWhiteSpace(module.Purpose))
            {
                throw new ModuleSetupException($"{File}: module '{module.Name}' needs an owner and a purpose.");
            }
        }

        var doubled = (modules ?? []).GroupBy(module => module.Name).FirstOrDefault(same => same.Count() > 1);
        return doubled is null
            ? new ModuleRegister(modules ?? [])
            : throw new ModuleSetupException($"{File}: module '{doubled.Key}' is registered {doubled.Count()} times; keep one entry.");
    }

    /// <summary>Checks the modules that the host references against the register.</summary>
    /// <exception cref="ModuleSetupException">A module is misnamed, unregistered or doubled; the message says what to change.</exception>
    public void Check(IReadOnlyCollection<Module> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var module in modules)
        {
            if (!NamePattern().IsMatch(module.Name ?? ""))
            {
                throw new ModuleSetupException(
                    $"{module.GetType().FullName} is named '{module.Name}'; a module name is one lower-case word. Change {module.GetType().Name}.Name."
                );
            }

            if (!Contains(module.Name!))
            {
                throw new ModuleSetupException(
                    $"Module '{module.Name}' ({module.GetType().FullName}) is not registered. Have the name approved and add it, with owner and purpose, to {File}."
                );
            }
        }

        var doubled = modules.GroupBy(module => module.Name).FirstOrDefault(same => same.Count() > 1);
        if (doubled is not null)
        {
            var types = string.Join(" and ", doubled.Select(module => module.GetType().FullName));
            throw new ModuleSetupException(
                $"Module name '{doubled.Key}' is taken twice, by {types}. Give one of them a name of its own, in its class and in {File}."
            );
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]{1,31}$")]
    private static partial Regex NamePattern();
}

/// <summary>The modules cannot be composed as they are declared. The message is for the developer or operator and says what to change.</summary>
public sealed class ModuleSetupException : Exception
{
    /// <inheritdoc cref="ModuleSetupException" />
    public ModuleSetupException(string message)
        : base(message) { }

    /// <inheritdoc cref="ModuleSetupException" />
    public ModuleSetupException(string message, Exception innerException)
        : base(message, innerException) { }
}
