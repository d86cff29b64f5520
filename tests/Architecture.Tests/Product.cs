using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyModel;
using MonolithFirst.Testing;

namespace MonolithFirst.Architecture.Tests;

/// <summary>What the rules look at: the register, and the assemblies of host, modules and shared projects. Nothing is listed by hand.</summary>
internal sealed class Product
{
    public const string Prefix = "MonolithFirst.";
    public const string Abstractions = "MonolithFirst.Abstractions";
    public const string Platform = "MonolithFirst.Platform";
    public const string Host = "MonolithFirst.Host";

    private const string ContractsSuffix = ".Contracts";
    private static readonly string[] Shared = [Abstractions, Platform, Host];

    private readonly Dictionary<string, IReadOnlyList<string>> declared;

    public Product(string register, IEnumerable<Assembly> assemblies, Dictionary<string, IReadOnlyList<string>>? declared = null)
    {
        using var json = JsonDocument.Parse(register);
        Register = [.. json.RootElement.EnumerateArray().Select(Registration.Read)];
        Assemblies = [.. assemblies.OrderBy(assembly => assembly.GetName().Name, StringComparer.Ordinal)];
        this.declared = declared ?? [];
    }

    /// <summary>The product as it was built: the register in the source tree, and what the host's project references.</summary>
    public static Product Built { get; } = Load();

    public IReadOnlyList<Registration> Register { get; }

    public IReadOnlyList<Assembly> Assemblies { get; }

    /// <summary>The modules' own assemblies.</summary>
    public IEnumerable<Assembly> Modules => Assemblies.Where(assembly => KindOf(NameOf(assembly)) == AssemblyKind.Module);

    public IEnumerable<Assembly> Contracts => Assemblies.Where(assembly => KindOf(NameOf(assembly)) == AssemblyKind.Contracts);

    public static string NameOf(Assembly assembly) => assembly.GetName().Name!;

    /// <summary>The module that an assembly belongs to: <c>orders</c> of <c>MonolithFirst.Orders.Contracts</c>.</summary>
    public static string ModuleOf(string assembly)
    {
        var name = assembly[Prefix.Length..];
        return (name.EndsWith(ContractsSuffix, StringComparison.Ordinal) ? name[..^ContractsSuffix.Length] : name).ToLowerInvariant();
    }

    public static AssemblyKind KindOf(string assembly) =>
        assembly switch
        {
            _ when !assembly.StartsWith(Prefix, StringComparison.Ordinal) => AssemblyKind.Foreign,
            _ when Shared.Contains(assembly) => AssemblyKind.Shared,
            _ when assembly.EndsWith(ContractsSuffix, StringComparison.Ordinal) => AssemblyKind.Contracts,
            _ => AssemblyKind.Module,
        };

    /// <summary>What the assembly references: what its project declares, used or not, and what its code uses.</summary>
    public IEnumerable<string> ReferencesOf(Assembly assembly) =>
        declared
            .GetValueOrDefault(NameOf(assembly), [])
            .Concat(assembly.GetReferencedAssemblies().Select(reference => reference.Name!))
            .Where(reference => !IsFramework(reference))
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static bool IsFramework(string assembly) =>
        assembly is "System" or "netstandard" or "mscorlib" || assembly.StartsWith("System.", StringComparison.Ordinal);

    private static Product Load()
    {
        var host = Assembly.Load(new AssemblyName(Host));
        var libraries = DependencyContext
            .Load(host)!
            .RuntimeLibraries.Where(library => library.Type == "project" && library.Name.StartsWith(Prefix, StringComparison.Ordinal));
        return new Product(
            File.ReadAllText(Path.Combine(SourceTree.Root, "src", "Modules", "modules.json")),
            libraries.Select(library => Assembly.Load(new AssemblyName(library.Name))),
            libraries.ToDictionary(
                library => library.Name,
                IReadOnlyList<string> (library) => [.. library.Dependencies.Select(reference => reference.Name)]
            )
        );
    }
}

internal enum AssemblyKind
{
    /// <summary>The framework's or a package's.</summary>
    Foreign,

    /// <summary>Abstractions, Platform or Host.</summary>
    Shared,

    /// <summary>What others may see of a module.</summary>
    Contracts,

    /// <summary>A module's own.</summary>
    Module,
}

/// <summary>An entry of the register as it stands there, sound or not.</summary>
internal sealed record Registration(string Name, string Owner, string Purpose)
{
    public static Registration Read(JsonElement entry) => new(Text(entry, "name"), Text(entry, "owner"), Text(entry, "purpose"));

    private static string Text(JsonElement entry, string field) =>
        entry.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
