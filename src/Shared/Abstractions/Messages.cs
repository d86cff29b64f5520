namespace MonolithFirst.Abstractions;

/// <summary>What a module sends through its outbox: a command or an event. Never implemented directly.</summary>
public interface IMessage;

/// <summary>
/// Asks the module that owns the contract to do something. Asynchronous and durable, with exactly one handler.
/// The first word of its service name is the owner, which is also the receiver.
/// </summary>
public interface ICommand : IMessage;

/// <summary>
/// Tells whoever cares that something happened in the module that owns the contract. Asynchronous and durable, with any number
/// of subscribing modules. Subscribers receive events in any order and may receive one more than once before the inbox drops it.
/// </summary>
public interface IEvent : IMessage;

/// <summary>
/// Reads from the module that owns the contract. Synchronous, without side effects, always under a time limit, and may be retried.
/// </summary>
/// <typeparam name="TAnswer">The answer, a contract record that survives JSON.</typeparam>
public interface IQuery<TAnswer>;

/// <summary>
/// The one name of a query, command or event: <c>module_service</c>, lower-case words joined by underscores, the first of them
/// the approved name of the owning module. It is the identity on the wire, in spans, metrics, logs and the console.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ServiceNameAttribute(string name) : Attribute
{
    /// <summary>The service name, for example <c>inventory_reserve_stock</c>.</summary>
    public string Name { get; } = name;
}
