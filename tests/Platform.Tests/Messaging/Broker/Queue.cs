using System.Text.Json;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using RabbitMQ.Client;

namespace MonolithFirst.Platform.Tests.Messaging.Broker;

/// <summary>A module's queue on the broker, as another process sees it.</summary>
internal sealed class Queue(IConnection connection, IChannel channel, string name) : IAsyncDisposable
{
    public static async Task<Queue> OfAsync(string broker, string module)
    {
        var factory = new ConnectionFactory { Uri = new Uri(broker), AutomaticRecoveryEnabled = false };
        await BrokerQueues.DeclareAsync(factory, [module], CancellationToken.None);
        var connection = await factory.CreateConnectionAsync();
        var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new Queue(connection, await connection.CreateChannelAsync(confirms), BrokerQueues.Messages(module));
    }

    public Task PutAsync(Delivery delivery) => PutAsync(JsonSerializer.SerializeToUtf8Bytes(delivery));

    public async Task PutAsync(byte[] body) =>
        await channel.BasicPublishAsync("", name, mandatory: true, new BasicProperties { Persistent = true }, body);

    /// <summary>Takes a message for good; null when none waits.</summary>
    public async Task<(Delivery Delivery, bool Persistent)?> TakeAsync()
    {
        var result = await channel.BasicGetAsync(name, autoAck: true);
        return result is null
            ? null
            : (JsonSerializer.Deserialize<Delivery>(result.Body.Span)!, result.BasicProperties.DeliveryMode == DeliveryModes.Persistent);
    }

    /// <summary>How many messages wait that nobody has been handed.</summary>
    public async Task<uint> WaitingAsync() => (await channel.QueueDeclarePassiveAsync(name)).MessageCount;

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
