using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Messaging;

/// <summary>Turns a message into outbox rows, one for every module that is to have it.</summary>
internal sealed class OutboxWriter(MessageCatalog catalog, ModuleCatalog modules, TimeProvider clock)
{
    public string ModuleOf(ModuleDbContext context) => modules.HostedOf(context.GetType().Assembly).Name;

    public IEnumerable<OutboxMessage> Write(ModuleDbContext context, IMessage message, TimeSpan delay)
    {
        var contract = catalog.Of(message.GetType());
        var source = ModuleOf(context);
        if (contract.Kind == ContractKind.Event && contract.Owner != source)
        {
            throw new ModuleSetupException(
                $"Event {contract.ServiceName} belongs to {contract.Owner}; the {source} module cannot publish it."
            );
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var headers = MessageJson.Write(MessageFlow.Current.ToHeaders(), typeof(Dictionary<string, string>));
        var body = MessageJson.Write(message, contract.Type);
        return contract.Receivers.Select(receiver => new OutboxMessage
        {
            Id = Guid.CreateVersion7(),
            ServiceName = contract.ServiceName,
            Destination = receiver,
            Headers = headers,
            Body = body,
            CreatedAt = now,
            DueAt = now + delay,
        });
    }
}
