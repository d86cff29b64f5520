using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Abstractions;

namespace MonolithFirst.Platform.Messaging;

/// <summary>Calls a module's own handler for a contract that is known by its type alone.</summary>
internal abstract class MessageInvoker
{
    private static readonly ConcurrentDictionary<Type, MessageInvoker> ByType = new();

    public static MessageInvoker For(Type contract) => ByType.GetOrAdd(contract, Create);

    /// <summary>Has the module handle a message, or answer a query as JSON.</summary>
    public abstract Task<string?> InvokeAsync(IServiceProvider scope, string module, string body, CancellationToken cancellationToken);

    private static MessageInvoker Create(Type contract)
    {
        var query = contract
            .GetInterfaces()
            .FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IQuery<>));
        var invoker = query is null
            ? typeof(OfMessage<>).MakeGenericType(contract)
            : typeof(OfQuery<,>).MakeGenericType(contract, query.GetGenericArguments()[0]);
        return (MessageInvoker)Activator.CreateInstance(invoker)!;
    }

    private sealed class OfMessage<TMessage> : MessageInvoker
        where TMessage : IMessage
    {
        public override async Task<string?> InvokeAsync(
            IServiceProvider scope,
            string module,
            string body,
            CancellationToken cancellationToken
        )
        {
            var message = (TMessage)MessageJson.Read(body, typeof(TMessage));
            await scope.GetRequiredKeyedService<IMessageHandler<TMessage>>(module).HandleAsync(message, cancellationToken);
            return null;
        }
    }

    private sealed class OfQuery<TQuery, TAnswer> : MessageInvoker
        where TQuery : IQuery<TAnswer>
    {
        public override async Task<string?> InvokeAsync(
            IServiceProvider scope,
            string module,
            string body,
            CancellationToken cancellationToken
        )
        {
            var query = (TQuery)MessageJson.Read(body, typeof(TQuery));
            var answer = await scope.GetRequiredService<IQueryHandler<TQuery, TAnswer>>().AnswerAsync(query, cancellationToken);
            return MessageJson.Write(answer!, typeof(TAnswer));
        }
    }
}
