using System.Collections.Concurrent;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Security;
using Polly;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>
/// Asks over the module's queue on the broker; whichever instance is free takes it, and checks who asks. Breaker and bulkhead are as over
/// HTTP. There is no asking again: an instance that is gone takes nothing from the queue.
/// </summary>
internal sealed class BrokerQueryCarrier(
    BrokerBus broker,
    CallOptions options,
    MessagingOptions messaging,
    CallFiguresCatalog figures,
    ServiceCredentials credentials,
    UserToken user,
    TimeProvider clock
) : IQueryCarrier
{
    private readonly ConcurrentDictionary<string, ResiliencePipeline<DeliveryReceipt>> pipelines = new(StringComparer.Ordinal);

    public Task<DeliveryReceipt> CarryAsync(Delivery delivery, CancellationToken cancellationToken) =>
        figures.Of(delivery.ServiceName).CountAsync(() => AskAsync(delivery, cancellationToken), CallFigures.IsFailure, cancellationToken);

    private async Task<DeliveryReceipt> AskAsync(Delivery delivery, CancellationToken cancellationToken) =>
        await pipelines
            .GetOrAdd(delivery.ServiceName, PipelineOf)
            .ExecuteAsync(
                static async (call, token) => await call.broker.AskAsync(call.query, call.limit, token),
                (
                    broker,
                    query: new QueuedQuery(delivery, credentials.Current(), user.Current),
                    limit: messaging.TimeLimitOf(delivery.ServiceName)
                ),
                cancellationToken
            );

    private ResiliencePipeline<DeliveryReceipt> PipelineOf(string service) =>
        new ResiliencePipelineBuilder<DeliveryReceipt> { TimeProvider = clock }
            .AddCircuitBreaker(options.BreakerOf<DeliveryReceipt>(figures.Of(service), CallFigures.IsFailure))
            .AddTimeout(messaging.TimeLimitOf(service))
            .AddConcurrencyLimiter(options.MaxConcurrent, options.MaxQueued)
            .Build();
}
