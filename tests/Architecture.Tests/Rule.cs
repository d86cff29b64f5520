using MonolithFirst.Architecture.Tests.Rules;

namespace MonolithFirst.Architecture.Tests;

/// <summary>A rule that the product keeps.</summary>
/// <param name="Name">The rule as a sentence.</param>
/// <param name="Check">Finds what breaks it.</param>
internal sealed record Rule(string Name, Func<Product, IEnumerable<Violation>> Check)
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. ReferenceRules.All,
        .. VisibilityRules.All,
        .. ContractRules.All,
        .. ServiceNameRules.All,
        .. RegisterRules.All,
        .. ModuleCodeRules.All,
        .. ReportRules.All,
    ];

    public IReadOnlyList<string> Violations(Product product) => [.. Check(product).Select(violation => Name + ": " + violation)];
}

/// <summary>Something that breaks a rule.</summary>
/// <param name="What">The type, or the assembly, that breaks it.</param>
/// <param name="Fault">What is wrong with it.</param>
/// <param name="Remedy">What to do instead.</param>
internal sealed record Violation(string What, string Fault, string Remedy)
{
    public override string ToString() => $"{What} {Fault}. {Remedy}";
}
