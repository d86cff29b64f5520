using System.Reflection;
using System.Text.RegularExpressions;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Messaging;

/// <summary>What kind of contract a service name stands for.</summary>
public enum ContractKind
{
    /// <summary>See <see cref="IQuery{TAnswer}"/>.</summary>
    Query,

    /// <summary>See <see cref="ICommand"/>.</summary>
    Command,

    /// <summary>See <see cref="IEvent"/>.</summary>
    Event,
}

/// <summary>A contract with the modules that handle it.</summary>
/// <param name="ServiceName">The wire identity.</param>
/// <param name="Kind">Query, command or event.</param>
/// <param name="Owner">The module whose contract it is.</param>
/// <param name="Type">The contract record.</param>
/// <param name="Receivers">Modules with a handler: the owner of a query or command, the subscribers of an event.</param>
/// <param name="Fallback">What a query's callers get when the owner brings no answer, as JSON; null where there is no such thing.</param>
public sealed record MessageContract(
    string ServiceName,
    ContractKind Kind,
    string Owner,
    Type Type,
    IReadOnlyList<string> Receivers,
    string? Fallback = null
);

/// <summary>
/// Every contract of every module in this build, hosted here or not. Who receives what is known from the handlers' types, so an event
/// also finds its subscribers in other processes.
/// </summary>
public sealed partial class MessageCatalog
{
    private readonly Dictionary<string, MessageContract> byName;
    private readonly Dictionary<Type, MessageContract> byType;

    private MessageCatalog(IReadOnlyList<MessageContract> contracts)
    {
        Contracts = contracts;
        byName = contracts.ToDictionary(contract => contract.ServiceName, StringComparer.Ordinal);
        byType = contracts.ToDictionary(contract => contract.Type);
    }

    /// <summary>All contracts, by name.</summary>
    public IReadOnlyList<MessageContract> Contracts { get; }

    /// <summary>The contract that goes by the name, or null.</summary>
    public MessageContract? Find(string serviceName) => byName.GetValueOrDefault(serviceName);

    /// <summary>The contract of the type.</summary>
    /// <exception cref="ModuleSetupException">It is no contract, or has no service name.</exception>
    public MessageContract Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return byType.GetValueOrDefault(type)
            ?? throw new ModuleSetupException(
                $"{type.FullName} is no contract: it needs [ServiceName] and a place in its module's Contracts project."
            );
    }

    /// <summary>Collects the contracts and their receivers.</summary>
    /// <param name="modules">All modules by name, with the assembly of each.</param>
    /// <param name="contracts">The assemblies whose public types are looked through for contracts.</param>
    /// <exception cref="ModuleSetupException">A service name is missing, malformed or doubled; or a handler is missing or doubled.</exception>
    public static MessageCatalog Build(IReadOnlyDictionary<string, Assembly> modules, IEnumerable<Assembly> contracts)
    {
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(contracts);
        var receivers = modules
            .SelectMany(module => HandledTypes(module.Value).Select(type => (Type: type, Module: module.Key)))
            .ToLookup(handled => handled.Type, handled => handled.Module);
        var found = contracts
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Select(type => (Type: type, Kind: KindOf(type)))
            .Where(contract => contract.Kind is not null)
            .Select(contract => Describe(contract.Type, contract.Kind!.Value, [.. receivers[contract.Type]], modules.Keys))
            .OrderBy(contract => contract.ServiceName, StringComparer.Ordinal)
            .ToList();
        var doubled = found.GroupBy(contract => contract.ServiceName).FirstOrDefault(same => same.Count() > 1);
        return doubled is null
            ? new MessageCatalog(found)
            : throw new ModuleSetupException(
                $"Service name '{doubled.Key}' stands on {string.Join(" and ", doubled.Select(contract => contract.Type.FullName))}; give one of them another."
            );
    }

    /// <summary>What kind of contract the type is, or null when it is none.</summary>
    public static ContractKind? KindOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type switch
        {
            { IsClass: false } or { IsAbstract: true } => null,
            _ when typeof(ICommand).IsAssignableFrom(type) => ContractKind.Command,
            _ when typeof(IEvent).IsAssignableFrom(type) => ContractKind.Event,
            _ when type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IQuery<>)) =>
                ContractKind.Query,
            _ => null,
        };
    }

    /// <summary>The messages and queries that the assembly has handlers for.</summary>
    internal static IEnumerable<Type> HandledTypes(Assembly assembly) =>
        HandlerInterfaces(assembly).Select(handler => handler.Interface.GetGenericArguments()[0]);

    /// <summary>The handlers in the assembly, with the interface each implements.</summary>
    internal static IEnumerable<(Type Handler, Type Interface)> HandlerInterfaces(Assembly assembly) =>
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false }
        from face in type.GetInterfaces()
        where
            face.IsGenericType
            && (face.GetGenericTypeDefinition() == typeof(IMessageHandler<>) || face.GetGenericTypeDefinition() == typeof(IQueryHandler<,>))
        select (type, face);

    private static MessageContract Describe(Type type, ContractKind kind, IReadOnlyList<string> receivers, IEnumerable<string> modules)
    {
        var name = type.GetCustomAttribute<ServiceNameAttribute>()?.Name;
        if (name is null || !ServiceName().IsMatch(name))
        {
            throw new ModuleSetupException(
                $"{type.FullName} has the service name '{name}'; it needs one of the form module_service, in lower-case words joined by underscores."
            );
        }

        var owner = name[..name.IndexOf('_', StringComparison.Ordinal)];
        if (!modules.Contains(owner))
        {
            throw new ModuleSetupException(
                $"Service name '{name}' of {type.FullName} begins with '{owner}', which is no module of this build."
            );
        }

        if (kind != ContractKind.Event && (receivers.Count != 1 || receivers[0] != owner))
        {
            throw new ModuleSetupException(
                $"{type.FullName} ({name}) is a {kind.ToString().ToLowerInvariant()} and needs exactly one handler, in the {owner} module; it has "
                    + (receivers.Count == 0 ? "none." : $"one in {string.Join(", ", receivers)}.")
            );
        }

        var twice = receivers.GroupBy(receiver => receiver).FirstOrDefault(same => same.Count() > 1);
        return twice is null
            ? new MessageContract(name, kind, owner, type, receivers, FallbackOf(type, name))
            : throw new ModuleSetupException(
                $"The {twice.Key} module has {twice.Count()} handlers for {name}; one handler a module, so that its effect is one."
            );
    }

    private static string? FallbackOf(Type type, string name)
    {
        if (type.GetCustomAttribute<FallbackAnswerAttribute>()?.Json is not { } json)
        {
            return null;
        }

        var answer = type.GetInterfaces()
            .FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IQuery<>))
            ?.GetGenericArguments()[0];
        try
        {
            return answer is not null && MessageJson.Read(json, answer) is not null
                ? json
                : throw new ModuleSetupException($"{type.FullName} ({name}) has a fallback answer and is no query.");
        }
        catch (System.Text.Json.JsonException unreadable)
        {
            throw new ModuleSetupException(
                $"The fallback of {type.FullName} ({name}) is no {answer!.Name}: {unreadable.Message}",
                unreadable
            );
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)+$")]
    private static partial Regex ServiceName();
}
