using RabbitMQ.Client;

namespace MonolithFirst.Platform.Messaging.Broker;

/// <summary>
/// The queues on the broker, two a module: one for messages and one for queries. They are declared here and not by Wolverine, whose
/// dead-letter queue would be a second place for messages that no administrator looks into.
/// </summary>
internal static class BrokerQueues
{
    private const string Prefix = "monolithfirst.";
    private const string QueriesSuffix = ".queries";

    // Beyond this the broker refuses, and messages wait where they are safe and visible: in their sender's outbox.
    private const int MaxLength = 100_000;

    public static string Messages(string module) => Prefix + module;

    public static string Queries(string module) => Prefix + module + QueriesSuffix;

    /// <summary>The module that the queue for messages belongs to.</summary>
    public static string ModuleOf(string queue) => queue[Prefix.Length..];

    public static Uri AddressOf(string queue) => new("rabbitmq://queue/" + queue);

    /// <summary>
    /// Declares the queues of all modules, whoever hosts them: to a queue that does not exist, a broker confirms messages that it drops.
    /// </summary>
    public static async Task DeclareAsync(IConnection connection, IEnumerable<string> modules, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var module in modules)
        {
            await channel.QueueDeclareAsync(
                Messages(module),
                durable: true,
                exclusive: false,
                autoDelete: false,
                ArgumentsOf(Messages(module)),
                cancellationToken: cancellationToken
            );
            // A question is worth nothing once its asker has given up. The queue has to outlive the broker all the same: the client does
            // not come back to one where a queue is missing that it listened to.
            await channel.QueueDeclareAsync(
                Queries(module),
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?> { ["x-message-ttl"] = 30_000 },
                cancellationToken: cancellationToken
            );
        }
    }

    private static Dictionary<string, object?> ArgumentsOf(string queue) =>
        new()
        {
            ["x-max-length"] = MaxLength,
            ["x-overflow"] = "reject-publish",
            // Wolverine gives back what it did not finish by refusing it for good and sending it anew. Killed between the two it would
            // lose it; so what is refused comes back to the same queue, and the inbox recognises the second copy.
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = queue,
        };
}
