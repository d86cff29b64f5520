using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using Wolverine;
using Wolverine.RabbitMQ.Internal;
using Wolverine.Runtime.Serialization;
using Wolverine.Util;

namespace MonolithFirst.Platform.Messaging.Broker;

/// <summary>
/// Puts a delivery on the wire: its JSON as the body, and written to the broker's disk, which Wolverine's own mapping asks for only
/// where it keeps an outbox itself.
/// </summary>
internal sealed class BrokerEnvelopes : IRabbitMqEnvelopeMapper
{
    public void MapEnvelopeToOutgoing(Envelope envelope, IBasicProperties outgoing)
    {
        outgoing.Persistent = true;
        outgoing.MessageId = envelope.Id.ToString();
        outgoing.ContentType = envelope.ContentType;
    }

    public void MapIncomingToEnvelope(Envelope envelope, IReadOnlyBasicProperties incoming)
    {
        envelope.Id = Guid.TryParse(incoming.MessageId, out var id) ? id : Guid.CreateVersion7();
        envelope.MessageType = typeof(QueuedDelivery).ToMessageTypeName();
        envelope.ContentType = QueuedDeliveryJson.Type;
    }
}

/// <summary>Reads and writes deliveries. What is no delivery becomes one that its module parks, for an administrator to see.</summary>
internal sealed class QueuedDeliveryJson : IMessageSerializer
{
    public const string Type = "application/vnd.monolithfirst.delivery+json";

    private const string UnreadableService = "platform_unreadable";

    public string ContentType => Type;

    public byte[] Write(Envelope envelope) => WriteMessage(envelope.Message!);

    public byte[] WriteMessage(object message) => JsonSerializer.SerializeToUtf8Bytes(((QueuedDelivery)message).Delivery);

    public object ReadFromData(byte[] data) => throw new NotSupportedException("The queue says whose message it is.");

    public object ReadFromData(Type messageType, Envelope envelope)
    {
        var module = BrokerQueues.ModuleOf(envelope.Destination!.Segments[^1]);
        try
        {
            var delivery = JsonSerializer.Deserialize<Delivery>(envelope.Data!);
            return new QueuedDelivery(IsWhole(delivery) ? delivery! with { Destination = module } : Unreadable(envelope.Data!, module));
        }
        catch (JsonException)
        {
            return new QueuedDelivery(Unreadable(envelope.Data!, module));
        }
    }

    private static bool IsWhole(Delivery? delivery) =>
        delivery is { ServiceName: not null, Source: not null, Headers: not null, Body: not null } && delivery.Id != Guid.Empty;

    // Made from the content: delivered again, it is the same message.
    private static Delivery Unreadable(byte[] data, string module) =>
        new(
            new Guid(SHA256.HashData(data).AsSpan(0, 16)),
            UnreadableService,
            "broker",
            module,
            new Dictionary<string, string>(),
            Encoding.UTF8.GetString(data)
        );
}
