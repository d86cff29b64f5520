using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace MonolithFirst.Platform.Messaging.Broker;

/// <summary>
/// Sees to it that the queues are there, over a connection of its own. A broker that was away may have come back without them (its data are
/// new), and it confirms what it drops because the queue is not there.
/// </summary>
internal sealed class QueueKeeper(ConnectionFactory factory, IReadOnlyList<string> modules, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private IConnection? connection;
    private volatile bool areThere;

    /// <summary>Whether they have been declared since the broker was last reached.</summary>
    public bool AreThere => areThere;

    /// <summary>Declares them now, and again whenever the broker is back.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var opened = connection = await factory.CreateConnectionAsync(cancellationToken);
        opened.ConnectionShutdownAsync += (_, _) =>
        {
            areThere = false;
            return Task.CompletedTask;
        };
        opened.RecoverySucceededAsync += (_, _) =>
        {
            _ = DeclareAgainAsync(opened);
            return Task.CompletedTask;
        };
        await DeclareAsync(opened, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task DeclareAsync(IConnection opened, CancellationToken cancellationToken)
    {
        await BrokerQueues.DeclareAsync(opened, modules, cancellationToken);
        areThere = true;
        if (!opened.IsOpen)
        {
            // It went while they were declared, and what says so may have come first.
            areThere = false;
        }
    }

    private async Task DeclareAgainAsync(IConnection opened)
    {
        while (opened.IsOpen)
        {
            try
            {
                await DeclareAsync(opened, CancellationToken.None);
                return;
            }
            catch (Exception failure)
            {
                logger.LogWarning("The queues cannot be declared: {Reason}", failure.GetBaseException().Message);
                await Task.Delay(Pause);
            }
        }
    }
}
