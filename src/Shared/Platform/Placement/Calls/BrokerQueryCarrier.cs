using System.Collections.Concurrent;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using Polly;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>
/// Asks over the module's queue on the broker; whichever instance is free takes it. Breaker and bulkhead are as over HTTP. There is no
/// asking again: an instance that is gone takes nothing from the queue.
/// </summary>
internal sealed class BrokerQueryCarrier(
    BrokerBus broker,
    CallOptions options,
    MessagingOptions messaging,
    CallFiguresCatalog figures,
    TimeProvider clock
) : IQueryCarrier
{
    private readonly ConcurrentDictionary<string, ResiliencePipeline<DeliveryReceipt>> pipelines = new(StringComparer.Ordinal);

    public async Task<DeliveryReceipt> CarryAsync(Delivery delivery, CancellationToken cancellationToken) =>
        await pipelines
            .GetOrAdd(delivery.ServiceName, PipelineOf)
            .ExecuteAsync(
                static async (call, token) => await call.broker.AskAsync(call.delivery, call.limit, token),
                (broker, delivery, limit: messaging.TimeLimitOf(delivery.ServiceName)),
                cancellationToken
            );

    private ResiliencePipeline<DeliveryReceipt> PipelineOf(string service) =>
        new ResiliencePipelineBuilder<DeliveryReceipt> { TimeProvider = clock }
            .AddCircuitBreaker(
                options.BreakerOf(figures.Of(service), static (DeliveryReceipt receipt) => receipt.Outcome != DeliveryOutcome.Handled)
            )
            .AddTimeout(messaging.TimeLimitOf(service))
            .AddConcurrencyLimiter(options.MaxConcurrent, options.MaxQueued)
            .Build();
}
