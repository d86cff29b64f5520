using System.Reflection;
using System.Text.RegularExpressions;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>The one name of every query, command and event.</summary>
internal static partial class ServiceNameRules
{
    private const string Form = "module_service, lower-case words joined by underscores, for example inventory_reserve_stock";

    public static readonly Rule EveryContractIsNamed = new(
        "Every query, command and event has a service name, and nothing else has",
        product =>
            from type in AllTypes(product)
            let isContract = MessageCatalog.KindOf(type) is not null
            where isContract != (NameOf(type) is not null)
            select isContract
                ? new Violation(type.FullName!, "has no service name", $"Add [ServiceName(\"{Example(type)}\")]: {Form}.")
                : new Violation(
                    type.FullName!,
                    $"has the service name '{NameOf(type)}' but is no contract",
                    "Implement IQuery<TAnswer>, ICommand or IEvent, or remove the attribute."
                )
    );

    public static readonly Rule WellFormed = new(
        "Service names are well-formed",
        product =>
            from named in Named(product)
            where !Pattern().IsMatch(named.Name)
            select new Violation(named.Type.FullName!, $"has the malformed service name '{named.Name}'", $"The form is {Form}.")
    );

    public static readonly Rule OfAnApprovedModule = new(
        "Service names begin with an approved module",
        product =>
            from named in Named(product)
            where product.Register.All(module => module.Name != FirstWord(named.Name))
            select new Violation(
                named.Type.FullName!,
                $"has the service name '{named.Name}', but '{FirstWord(named.Name)}' is no approved module",
                $"Begin it with one of {string.Join(", ", product.Register.Select(module => module.Name))}, "
                    + "or have the module approved in src/Modules/modules.json."
            )
    );

    public static readonly Rule InItsPlace = new(
        "A contract stands in the Contracts project of the module that its service name begins with",
        product =>
            from named in Named(product)
            let assembly = Product.NameOf(named.Type.Assembly)
            where Product.KindOf(assembly) != AssemblyKind.Contracts || Product.ModuleOf(assembly) != FirstWord(named.Name)
            select new Violation(
                named.Type.FullName!,
                $"is misplaced: its service name '{named.Name}' stands in {assembly}",
                "The first word is the module that owns the contract. Rename the service, or move the record to that module's Contracts project."
            )
    );

    public static readonly Rule Unique = new(
        "Service names are unique",
        product =>
            from same in Named(product).GroupBy(named => named.Name)
            where same.Count() > 1
            select new Violation(
                string.Join(" and ", same.Select(named => named.Type.FullName).Order(StringComparer.Ordinal)),
                $"share the service name '{same.Key}'",
                "It is the identity on the wire; give one of them another."
            )
    );

    public static readonly Rule[] All = [EveryContractIsNamed, WellFormed, OfAnApprovedModule, InItsPlace, Unique];

    private static IEnumerable<Type> AllTypes(Product product) =>
        product.Contracts.Concat(product.Modules).SelectMany(assembly => assembly.GetTypes());

    private static IEnumerable<(Type Type, string Name)> Named(Product product) =>
        from type in AllTypes(product)
        let name = NameOf(type)
        where name is not null
        select (type, name);

    private static string? NameOf(Type type) => type.GetCustomAttribute<ServiceNameAttribute>()?.Name;

    private static string FirstWord(string name) => name.Split('_')[0];

    private static string Example(Type type) =>
        Product.ModuleOf(Product.NameOf(type.Assembly)) + WordStart().Replace(type.Name, "_").ToLowerInvariant();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)+$")]
    private static partial Regex Pattern();

    [GeneratedRegex("(?=[A-Z])")]
    private static partial Regex WordStart();
}
