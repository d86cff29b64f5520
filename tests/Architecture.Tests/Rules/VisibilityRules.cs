using System.Text.RegularExpressions;
using MonolithFirst.Platform.Modules;
using NetArchTest.Rules;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>What the outside sees of a module's own assembly.</summary>
internal static partial class VisibilityRules
{
    public static readonly Rule OnlyTheModuleClassIsPublic = new(
        "Everything of a module is internal but its module class",
        product =>
            from assembly in product.Modules
            from type in Types.InAssembly(assembly).That().ArePublic().And().DoNotInherit(typeof(Module)).GetTypes()
            // EF Core writes migrations and its own generated types as public.
            where type.IsVisible && !Migrations().IsMatch(type.Namespace ?? "")
            select new Violation(
                type.FullName!,
                "is public",
                "Make it internal; if other modules need it, it is a contract: move it to the module's Contracts project."
            )
    );

    public static readonly Rule OneModuleClass = new(
        "A module has one module class, public, sealed and named as the module",
        product =>
            from assembly in product.Modules
            let name = Product.NameOf(assembly)[Product.Prefix.Length..] + "Module"
            let classes = assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Module))).ToList()
            where classes.Count != 1 || classes[0].Name != name || !classes[0].IsPublic || !classes[0].IsSealed
            select new Violation(
                classes.FirstOrDefault()?.FullName ?? Product.NameOf(assembly),
                classes.Count == 1 ? "is not public, sealed and named " + name : $"makes {classes.Count} module classes in its assembly",
                $"Declare one `public sealed class {name} : Module` in the project's folder."
            )
    );

    public static readonly Rule[] All = [OnlyTheModuleClassIsPublic, OneModuleClass];

    [GeneratedRegex(@"\.Persistence\.Migrations(\.|$)")]
    private static partial Regex Migrations();
}
