using MonolithFirst.Abstractions;

namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// Handles a command or subscribes to an event. It runs in a transaction of its module's schema that also holds the inbox row,
/// so its effect is exactly once however often the message arrives. It loads, calls the domain, and returns: the platform saves.
/// What it throws rolls everything back and is retried with growing pauses, then parked.
/// A module has at most one handler for a message.
/// </summary>
public interface IMessageHandler<in TMessage>
    where TMessage : IMessage
{
    /// <summary>Handles the message.</summary>
    Task HandleAsync(TMessage message, CancellationToken cancellationToken);
}

/// <summary>Answers a query of another module. It has no side effect and asks no other module.</summary>
public interface IQueryHandler<in TQuery, TAnswer>
    where TQuery : IQuery<TAnswer>
{
    /// <summary>Answers the query.</summary>
    Task<TAnswer> AnswerAsync(TQuery query, CancellationToken cancellationToken);
}

/// <summary>Asks other modules. The call is the same wherever the module lives.</summary>
public interface IQueryBus
{
    /// <summary>Asks the owner of the query and waits for the answer, for as long as the service's time limit allows.</summary>
    /// <exception cref="QueryFailedException">No answer: not hosted, timed out, or failed there.</exception>
    Task<TAnswer> AskAsync<TAnswer>(IQuery<TAnswer> query, CancellationToken cancellationToken);
}
