using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MonolithFirst.Platform.Security;
using RabbitMQ.Client;
using Wolverine;
using Wolverine.RabbitMQ.Internal;
using Wolverine.Runtime.Serialization;
using Wolverine.Util;

namespace MonolithFirst.Platform.Messaging.Broker;

/// <summary>
/// Puts a delivery on the wire: its JSON as the body, its signature beside it, and written to the broker's disk, which Wolverine's own
/// mapping asks for only where it keeps an outbox itself.
/// </summary>
internal sealed class BrokerEnvelopes : IRabbitMqEnvelopeMapper
{
    /// <summary>The header that the signature stands in.</summary>
    public const string Signature = "x-signature";

    public void MapEnvelopeToOutgoing(Envelope envelope, IBasicProperties outgoing)
    {
        outgoing.Persistent = true;
        outgoing.MessageId = envelope.Id.ToString();
        outgoing.ContentType = envelope.ContentType;
        outgoing.Headers ??= new Dictionary<string, object?>();
        outgoing.Headers[Signature] = envelope.Headers[Signature];
    }

    public void MapIncomingToEnvelope(Envelope envelope, IReadOnlyBasicProperties incoming)
    {
        envelope.Id = Guid.TryParse(incoming.MessageId, out var id) ? id : Guid.CreateVersion7();
        envelope.MessageType = typeof(QueuedDelivery).ToMessageTypeName();
        envelope.ContentType = QueuedDeliveryJson.Type;
        if (incoming.Headers?.TryGetValue(Signature, out var signature) == true && signature is byte[] text)
        {
            envelope.Headers[Signature] = Encoding.UTF8.GetString(text);
        }
    }
}

/// <summary>
/// Takes whatever comes on a queue for queries for one: a message type that its sender chose could get round the checks that queries, or
/// messages on their own queue, go through.
/// </summary>
internal sealed class QueryEnvelopes(IRabbitMqEnvelopeMapper usual) : IRabbitMqEnvelopeMapper
{
    public void MapEnvelopeToOutgoing(Envelope envelope, IBasicProperties outgoing) => usual.MapEnvelopeToOutgoing(envelope, outgoing);

    public void MapIncomingToEnvelope(Envelope envelope, IReadOnlyBasicProperties incoming)
    {
        usual.MapIncomingToEnvelope(envelope, incoming);
        envelope.MessageType = typeof(QueuedQuery).ToMessageTypeName();
        envelope.ContentType = "application/json";
    }
}

/// <summary>
/// Reads and writes deliveries. What is no delivery, or was put on the queue by somebody who is no process of this system, becomes one
/// that its module parks, for an administrator to see.
/// </summary>
internal sealed class QueuedDeliveryJson(MessageSignatures signatures) : IMessageSerializer
{
    public const string Type = "application/vnd.monolithfirst.delivery+json";

    private const string UnreadableService = "platform_unreadable";

    /// <summary>What a message is called that no process of this system signed.</summary>
    public const string UnsignedService = "platform_unsigned";

    public string ContentType => Type;

    public byte[] Write(Envelope envelope) => WriteMessage(envelope.Message!);

    public byte[] WriteMessage(object message) => JsonSerializer.SerializeToUtf8Bytes(((QueuedDelivery)message).Delivery);

    public object ReadFromData(byte[] data) => throw new NotSupportedException("The queue says whose message it is.");

    public object ReadFromData(Type messageType, Envelope envelope)
    {
        var module = BrokerQueues.ModuleOf(envelope.Destination!.Segments[^1]);
        if (!signatures.IsGood(envelope.Headers.GetValueOrDefault(BrokerEnvelopes.Signature), module, envelope.Data))
        {
            return new QueuedDelivery(Kept(UnsignedService, envelope.Data!, module));
        }

        try
        {
            var delivery = JsonSerializer.Deserialize<Delivery>(envelope.Data!);
            return new QueuedDelivery(
                IsWhole(delivery) ? delivery! with { Destination = module } : Kept(UnreadableService, envelope.Data!, module)
            );
        }
        catch (JsonException)
        {
            return new QueuedDelivery(Kept(UnreadableService, envelope.Data!, module));
        }
    }

    private static bool IsWhole(Delivery? delivery) =>
        delivery is { ServiceName: not null, Source: not null, Headers: not null, Body: not null } && delivery.Id != Guid.Empty;

    // Made from the content: delivered again, it is the same message.
    private static Delivery Kept(string service, byte[] data, string module) =>
        new(
            new Guid(SHA256.HashData([.. Encoding.UTF8.GetBytes(service), .. data]).AsSpan(0, 16)),
            service,
            "broker",
            module,
            new Dictionary<string, string>(),
            Encoding.UTF8.GetString(data)
        );
}
