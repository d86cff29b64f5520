using System.Text.Json;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Security;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MonolithFirst.Platform.Tests.Messaging.Broker;

/// <summary>A module's queue on the broker, as another process sees it.</summary>
internal sealed class Queue(IConnection connection, IChannel channel, string name) : IAsyncDisposable
{
    /// <summary>What the processes of these tests share.</summary>
    public static readonly string Secret = new('s', 32);

    public static Task<Queue> OfAsync(string broker, string module) => OfAsync(broker, module, BrokerQueues.Messages(module));

    /// <summary>The one for the module's queries.</summary>
    public static Task<Queue> OfQueriesAsync(string broker, string module) => OfAsync(broker, module, BrokerQueues.Queries(module));

    private static async Task<Queue> OfAsync(string broker, string module, string name)
    {
        var factory = new ConnectionFactory { Uri = new Uri(broker), AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync();
        await BrokerQueues.DeclareAsync(connection, [module], CancellationToken.None);
        var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new Queue(connection, await connection.CreateChannelAsync(confirms), name);
    }

    public Task PutAsync(Delivery delivery) => PutAsync(JsonSerializer.SerializeToUtf8Bytes(delivery));

    /// <summary>As a process of the system does.</summary>
    public Task PutAsync(byte[] body) => PutAsync(body, SignatureOf(Secret, BrokerQueues.ModuleOf(name), body));

    /// <summary>As anybody can who reaches the broker.</summary>
    public async Task PutAsync(byte[] body, string? signature, string? type = null) =>
        await channel.BasicPublishAsync(
            "",
            name,
            mandatory: true,
            new BasicProperties
            {
                Persistent = true,
                Type = type,
                Headers = signature is null ? null : new Dictionary<string, object?> { [BrokerEnvelopes.Signature] = signature },
            },
            body
        );

    /// <summary>Puts what means nothing there until the broker takes no more.</summary>
    public async Task FillAsync()
    {
        await using var careless = await connection.CreateChannelAsync();
        for (var round = 0; round < 100; round++)
        {
            for (var number = 0; number < 10_000; number++)
            {
                await careless.BasicPublishAsync("", name, "x"u8.ToArray());
            }

            try
            {
                // Confirmed, so it comes after the others.
                await PutAsync("x"u8.ToArray(), signature: null);
            }
            catch (PublishException)
            {
                return;
            }
        }

        throw new InvalidOperationException($"A million messages, and the queue {name} takes more.");
    }

    /// <summary>Takes the queue itself away.</summary>
    public Task DeleteAsync() => channel.QueueDeleteAsync(name);

    /// <summary>Takes all away.</summary>
    public Task EmptyAsync() => channel.QueuePurgeAsync(name);

    public static string SignatureOf(string secret, string module, byte[] body) =>
        new MessageSignatures([secret], TimeProvider.System).Sign(module, body);

    /// <summary>Takes a message for good; null when none waits.</summary>
    public async Task<(Delivery Delivery, bool Persistent)?> TakeAsync()
    {
        var result = await channel.BasicGetAsync(name, autoAck: true);
        return result is null
            ? null
            : (JsonSerializer.Deserialize<Delivery>(result.Body.Span)!, result.BasicProperties.DeliveryMode == DeliveryModes.Persistent);
    }

    /// <summary>How many listen to it.</summary>
    public async Task<uint> ListenersAsync() => (await channel.QueueDeclarePassiveAsync(name)).ConsumerCount;

    /// <summary>How many messages wait that nobody has been handed.</summary>
    public async Task<uint> WaitingAsync() => (await channel.QueueDeclarePassiveAsync(name)).MessageCount;

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
