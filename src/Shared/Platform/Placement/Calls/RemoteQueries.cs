using System.Text.Json;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Asks modules in other processes, and counts what comes of it.</summary>
internal sealed class RemoteQueries(IQueryCarrier carrier, CallFiguresCatalog figures, TimeProvider clock)
{
    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="QueryFailedException">There was none.</exception>
    public async Task<DeliveryReceipt> AskAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var counted = figures.Of(delivery.ServiceName);
        var began = clock.GetTimestamp();
        CallResult? result = CallResult.Failed;
        counted.Begin();
        try
        {
            var receipt = await carrier.CarryAsync(delivery, cancellationToken);
            result = receipt.Outcome == DeliveryOutcome.Handled ? CallResult.Succeeded : CallResult.Failed;
            return receipt;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            result = null;
            throw;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && Meaning(failure) is not null)
        {
            var (meant, kind, why) = Meaning(failure)!.Value;
            result = meant;
            throw new QueryFailedException(
                delivery.ServiceName,
                kind,
                $"{delivery.ServiceName} brought no answer from another process: {why}",
                failure
            );
        }
        finally
        {
            counted.End(result, clock.GetElapsedTime(began));
        }
    }

    private static (CallResult Result, QueryFailure Kind, string Why)? Meaning(Exception failure) =>
        failure switch
        {
            TimeoutRejectedException or TimeoutException => (CallResult.TimedOut, QueryFailure.TimedOut, "the time limit is over."),
            BrokenCircuitException => (CallResult.ShortCircuited, QueryFailure.Unreachable, "its breaker is open."),
            RateLimiterRejectedException => (CallResult.Refused, QueryFailure.Unreachable, "too many are under way."),
            HttpRequestException or IOException or JsonException or BrokerUnavailableException => (
                CallResult.Failed,
                QueryFailure.Unreachable,
                failure.GetBaseException().Message
            ),
            _ => null,
        };
}
