using System.Reflection;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>What reports read.</summary>
internal static class ReportRules
{
    public static readonly Rule ReportsReadViews = new(
        "Reports read views that modules publish, and nothing else",
        product =>
            from assembly in product.Modules
            from file in assembly.GetManifestResourceNames()
            where file.EndsWith(".sql", StringComparison.OrdinalIgnoreCase)
            from fault in ReportSql.Faults(TextOf(assembly, file), product.Register.Select(module => module.Name))
            select new Violation(
                $"{Product.NameOf(assembly)}/{file}",
                fault,
                "A report is one SELECT from `<module>.rpt_…` alone. Have the owner of the data publish a view: a migration makes it, Publish in its module class names it."
            )
    );

    public static readonly Rule ReportingAloneReadsAcross = new(
        "The reporting module alone reads across schemas",
        product =>
            from assembly in product.Modules
            where Product.ModuleOf(Product.NameOf(assembly)) != ReportingDatabase.Module
            from type in TypeGraph.Of(assembly).Users(used => used.Name == typeof(ReportingDatabase).FullName)
            select new Violation(
                type,
                "reads the views of other modules",
                "They are for reports; what a use case needs it asks the owner for, with a query."
            )
    );

    public static readonly Rule[] All = [ReportsReadViews, ReportingAloneReadsAcross];

    private static string TextOf(Assembly assembly, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }
}
