using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Asks modules in other processes, and says what it means when there is no answer.</summary>
internal sealed class RemoteQueries(IQueryCarrier carrier)
{
    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="QueryFailedException">There was none.</exception>
    public async Task<DeliveryReceipt> AskAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await carrier.CarryAsync(delivery, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && Meaning(failure) is not null)
        {
            var (kind, why) = Meaning(failure)!.Value;
            throw new QueryFailedException(
                delivery.ServiceName,
                kind,
                $"{delivery.ServiceName} brought no answer from another process: {why}",
                failure
            );
        }
    }

    private static (QueryFailure Kind, string Why)? Meaning(Exception failure) =>
        failure switch
        {
            TimeoutRejectedException or TimeoutException => (QueryFailure.TimedOut, "the time limit is over."),
            BrokenCircuitException => (QueryFailure.Unreachable, "its breaker is open."),
            RateLimiterRejectedException => (QueryFailure.Unreachable, "too many are under way."),
            HttpRequestException or IOException or BrokerUnavailableException => (
                QueryFailure.Unreachable,
                failure.GetBaseException().Message
            ),
            _ => null,
        };
}
