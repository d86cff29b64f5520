using System.Reflection;
using System.Runtime.CompilerServices;
using Mono.Cecil;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>A type that is used, by its full name and its assembly.</summary>
internal readonly record struct UsedType(string Name, string Assembly);

/// <summary>
/// Which types of an assembly use which: in signatures, attributes and code. What the compiler generates for a type (closures, state
/// machines) counts as the type.
/// </summary>
internal sealed class TypeGraph
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Assembly, TypeGraph> Known = new();

    private readonly Dictionary<string, HashSet<UsedType>> uses = [];
    private readonly string assembly;

    private TypeGraph(Assembly assembly)
    {
        this.assembly = assembly.GetName().Name!;
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        foreach (var type in module.GetTypes())
        {
            var used = Of(Owner(type));
            Add(used, type.BaseType);
            foreach (var face in type.Interfaces)
            {
                Add(used, face.InterfaceType);
            }

            foreach (var field in type.Fields)
            {
                Add(used, field.FieldType);
            }

            foreach (var method in type.Methods)
            {
                AddMethod(used, method);
            }

            Add(used, type.CustomAttributes);
        }
    }

    public static TypeGraph Of(Assembly assembly) => Known.GetOrAdd(assembly, of => new TypeGraph(of));

    /// <summary>The types that use, themselves, a type as described.</summary>
    public IEnumerable<string> Users(Func<UsedType, bool> such) =>
        uses.Where(type => type.Value.Any(such)).Select(type => type.Key).Order(StringComparer.Ordinal);

    /// <summary>How a type comes to use such a type, through others of its assembly; null when it does not.</summary>
    /// <param name="type">Where the way begins.</param>
    /// <param name="such">Where it ends.</param>
    /// <param name="except">Types that it must not lead through.</param>
    public IReadOnlyList<string>? WayTo(string type, Func<UsedType, bool> such, IReadOnlySet<string>? except = null)
    {
        var ways = new Queue<List<string>>([
            [type],
        ]);
        var seen = new HashSet<string>(except ?? new HashSet<string>()) { type };
        while (ways.TryDequeue(out var way))
        {
            var used = uses.GetValueOrDefault(way[^1], []);
            if (used.FirstOrDefault(such) is { Name: not null } found)
            {
                return [.. way, found.Name];
            }

            foreach (var next in used.Where(next => next.Assembly == assembly && seen.Add(next.Name)))
            {
                ways.Enqueue([.. way, next.Name]);
            }
        }

        return null;
    }

    private static TypeDefinition Owner(TypeDefinition type)
    {
        while (type.DeclaringType is not null && (IsGenerated(type) || type.Name.StartsWith('<')))
        {
            type = type.DeclaringType;
        }

        return type;
    }

    private static bool IsGenerated(TypeDefinition type) =>
        type.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == typeof(CompilerGeneratedAttribute).FullName);

    private HashSet<UsedType> Of(TypeDefinition type)
    {
        var name = NameOf(type);
        if (!uses.TryGetValue(name, out var used))
        {
            uses[name] = used = [];
        }

        return used;
    }

    private void AddMethod(HashSet<UsedType> used, MethodDefinition method)
    {
        Add(used, method.ReturnType);
        Add(used, method.CustomAttributes);
        foreach (var parameter in method.Parameters)
        {
            Add(used, parameter.ParameterType);
        }

        foreach (var variable in method.HasBody ? method.Body.Variables : [])
        {
            Add(used, variable.VariableType);
        }

        foreach (var instruction in method.HasBody ? method.Body.Instructions : [])
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    Add(used, type);
                    break;
                case MethodReference called:
                    Add(used, called.DeclaringType);
                    foreach (var argument in (called as GenericInstanceMethod)?.GenericArguments ?? [])
                    {
                        Add(used, argument);
                    }

                    break;
                case FieldReference field:
                    Add(used, field.DeclaringType);
                    break;
            }
        }
    }

    private void Add(HashSet<UsedType> used, IEnumerable<CustomAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(used, attribute.AttributeType);
        }
    }

    private void Add(HashSet<UsedType> used, TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                Add(used, generic.ElementType);
                foreach (var argument in generic.GenericArguments)
                {
                    Add(used, argument);
                }

                return;
            case TypeSpecification specification:
                Add(used, specification.ElementType);
                return;
            case TypeDefinition own:
                used.Add(new UsedType(NameOf(Owner(own)), assembly));
                return;
            default:
                used.Add(new UsedType(NameOf(type), type.Scope.Name));
                return;
        }
    }

    /// <summary>As <see cref="Type.FullName"/> has it.</summary>
    private static string NameOf(TypeReference type) => type.FullName.Replace('/', '+');
}
