using System.Reflection;
using System.Runtime.CompilerServices;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>What may reference what.</summary>
internal static class ReferenceRules
{
    public static readonly Rule AbstractionsStandAlone = new(
        "Abstractions depends on nothing",
        product =>
            from assembly in product.Assemblies
            where Product.NameOf(assembly) == Product.Abstractions
            from reference in product.ReferencesOf(assembly)
            select new Violation(
                Product.NameOf(assembly),
                $"references {reference}",
                "Every contract would depend on it too. Move what needs it to src/Shared/Platform."
            )
    );

    public static readonly Rule PlatformKnowsNoModule = new(
        "Platform knows no module",
        product =>
            from assembly in product.Assemblies
            where Product.NameOf(assembly) == Product.Platform
            from reference in product.ReferencesOf(assembly)
            where reference.StartsWith(Product.Prefix, StringComparison.Ordinal) && reference != Product.Abstractions
            select new Violation(
                Product.NameOf(assembly),
                $"references {reference}",
                "The platform serves every module and names none. Let the module declare what it needs in its module class."
            )
    );

    public static readonly Rule ContractsDependOnAbstractionsAlone = new(
        "Contracts depend on Abstractions alone",
        product =>
            from assembly in product.Contracts
            from reference in product.ReferencesOf(assembly)
            where reference != Product.Abstractions
            select new Violation(
                Product.NameOf(assembly),
                $"references {reference}",
                "Whoever uses the contract would depend on it too. Say it in the contract with plain records of its own."
            )
    );

    public static readonly Rule ModulesSeeContractsAlone = new(
        "A module sees nothing of another but its Contracts",
        product =>
            from assembly in product.Modules
            from reference in product.ReferencesOf(assembly)
            where Product.KindOf(reference) == AssemblyKind.Module || reference == Product.Host
            select new Violation(
                FirstUser(assembly, reference) ?? Product.NameOf(assembly),
                $"uses {reference}",
                reference == Product.Host
                    ? "The host composes modules and holds nothing that they need; what several need belongs in src/Shared/Platform."
                    : $"Reference {reference}.Contracts: read with a query (IQueryBus), ask with a command (context.Send), or handle an event."
            )
    );

    public static readonly Rule InternalsAreForTheirTests = new(
        "A module shows its internals to its own tests alone",
        product =>
            from assembly in product.Modules.Concat(product.Contracts)
            from friend in assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
            where friend.AssemblyName != Product.NameOf(assembly) + ".Tests"
            select new Violation(
                Product.NameOf(assembly),
                $"shows its internals to {friend.AssemblyName}",
                "Remove the InternalsVisibleTo; what others need of the module belongs in its Contracts."
            )
    );

    public static readonly Rule NoCycle = new(
        "No cycle among modules",
        product =>
            from cycle in Cycles(product)
            select new Violation(
                cycle[0],
                "is in the cycle " + string.Join(" → ", cycle),
                "Let one of them own the flow: it sends commands and the others answer with events of their own, so that they need nothing of it."
            )
    );

    public static readonly Rule[] All =
    [
        AbstractionsStandAlone,
        PlatformKnowsNoModule,
        ContractsDependOnAbstractionsAlone,
        ModulesSeeContractsAlone,
        InternalsAreForTheirTests,
        NoCycle,
    ];

    /// <summary>A type that makes the reference necessary, where one does.</summary>
    private static string? FirstUser(Assembly assembly, string reference) =>
        TypeGraph.Of(assembly).Users(used => used.Assembly == reference).FirstOrDefault();

    private static IEnumerable<IReadOnlyList<string>> Cycles(Product product)
    {
        var needs = product
            .Modules.Select(Product.NameOf)
            .ToDictionary(
                Product.ModuleOf,
                name =>
                    product
                        .ReferencesOf(product.Modules.Single(module => Product.NameOf(module) == name))
                        .Where(reference => Product.KindOf(reference) is AssemblyKind.Contracts or AssemblyKind.Module)
                        .Select(Product.ModuleOf)
                        .Where(other => other != Product.ModuleOf(name))
                        .Distinct()
                        .ToList()
            );
        var reported = new HashSet<string>();
        foreach (var start in needs.Keys.Order(StringComparer.Ordinal))
        {
            if (!reported.Contains(start) && PathBack(needs, start) is { } cycle)
            {
                reported.UnionWith(cycle);
                yield return cycle;
            }
        }
    }

    /// <summary>The shortest way from a module back to itself, or null.</summary>
    private static List<string>? PathBack(Dictionary<string, List<string>> needs, string start)
    {
        var ways = new Queue<List<string>>([
            [start],
        ]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in needs.GetValueOrDefault(way[^1], []))
            {
                if (next == start)
                {
                    return [.. way, start];
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }
}
