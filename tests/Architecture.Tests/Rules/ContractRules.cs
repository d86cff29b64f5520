using System.Reflection;
using System.Runtime.CompilerServices;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>What a Contracts assembly holds.</summary>
internal static class ContractRules
{
    public static readonly Rule ContractsArePublicRecords = new(
        "Contracts are public sealed records and enums",
        product =>
            from type in ContractTypes(product)
            let fault = FaultOf(type)
            where fault is not null
            select new Violation(
                type.FullName!,
                fault,
                "A contract is data that survives JSON: make it a public sealed record or an enum, or move it to the module's own project."
            )
    );

    public static readonly Rule ContractsDoNotRun = new(
        "Nothing in Contracts runs",
        product =>
            from type in ContractTypes(product)
            where !type.IsEnum
            from method in type.GetMethods(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly
            )
            where !IsGenerated(method)
            select new Violation(
                type.FullName!,
                $"has code of its own in {method.Name}",
                "Both sides of a contract would have to agree on code as well as on data. Move the code to the module that needs it."
            )
    );

    public static readonly Rule[] All = [ContractsArePublicRecords, ContractsDoNotRun];

    private static IEnumerable<Type> ContractTypes(Product product) =>
        product.Contracts.SelectMany(assembly => assembly.GetTypes()).Where(type => !IsGenerated(type) && !IsInGenerated(type));

    private static bool IsInGenerated(Type type) =>
        type.DeclaringType is { } outer && (IsGenerated(outer) || IsInGenerated(outer)) || type.FullName!.Contains('<');

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static string? FaultOf(Type type) =>
        type switch
        {
            { IsVisible: false } => "is not public",
            { IsEnum: true } => null,
            _ when !IsRecord(type) => "is no record",
            { IsSealed: false } => "is not sealed",
            _ => null,
        };

    /// <summary>The compiler gives every record, class or struct, a method that prints its members.</summary>
    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly) is { } print
        && IsGenerated(print);
}
