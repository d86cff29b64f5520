using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>The register and the modules agree.</summary>
internal static class RegisterRules
{
    private const string File = "src/Modules/modules.json";

    public static readonly Rule EntriesAreComplete = new(
        "Every entry of the register has a name of its own, an owner and a purpose",
        product =>
            from same in product.Register.GroupBy(module => module.Name)
            from module in same
            let fault = same.Count() > 1 ? "stands in the register more than once"
            : string.IsNullOrWhiteSpace(module.Owner) ? "has no owner"
            : string.IsNullOrWhiteSpace(module.Purpose) ? "has no purpose"
            : null
            where fault is not null
            select new Violation(
                $"Module '{module.Name}'",
                fault,
                $"Complete its one entry in {File}: the team that answers for it, and what it is there for."
            )
    );

    public static readonly Rule EveryModuleIsRegistered = new(
        "Every module stands in the register by its own name",
        product =>
            from assembly in product.Modules
            let name = Product.ModuleOf(Product.NameOf(assembly))
            let declared = DeclaredName(assembly)
            where declared != name || product.Register.All(module => module.Name != name)
            select new Violation(
                Product.NameOf(assembly),
                declared == name ? $"is not registered as '{name}'" : $"calls itself '{declared}', not '{name}' as its project",
                $"Have the name approved, and add it with owner and purpose to {File}; module class, project and register say the same name."
            )
    );

    public static readonly Rule EveryEntryIsBuilt = new(
        "Every registered module is part of the host, with its Contracts",
        product =>
            from module in product.Register
            from assembly in new[] { AssemblyOf(module.Name), AssemblyOf(module.Name) + ".Contracts" }
            where product.Assemblies.All(built => !Product.NameOf(built).Equals(assembly, StringComparison.OrdinalIgnoreCase))
            select new Violation(
                $"Module '{module.Name}'",
                $"is registered, but {assembly} is not among the assemblies of the host",
                $"Add the project below src/Modules (the host's project references all of them), or take the entry out of {File}."
            )
    );

    public static readonly Rule[] All = [EntriesAreComplete, EveryModuleIsRegistered, EveryEntryIsBuilt];

    private static string AssemblyOf(string module) =>
        Product.Prefix + (module.Length == 0 ? "" : char.ToUpperInvariant(module[0]) + module[1..]);

    private static string? DeclaredName(System.Reflection.Assembly assembly) =>
        assembly.GetTypes().FirstOrDefault(type => type.IsSubclassOf(typeof(Module)) && !type.IsAbstract) is { } found
            ? ((Module)Activator.CreateInstance(found)!).Name
            : null;
}
