using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Placement.Calls;
using Wolverine;

namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// Asks other modules, under a time limit. Those hosted here are asked through JSON as well, so that a contract which does not survive
/// it fails on the first day.
/// </summary>
internal sealed class QueryBus(
    ModuleCatalog modules,
    IServiceScopeFactory scopes,
    MessagingOptions options,
    TimeProvider clock,
    CallFiguresCatalog figures,
    ILogger<QueryBus> logger,
    RemoteQueries? remote = null
) : IQueryBus
{
    public async Task<TAnswer> AskAsync<TAnswer>(IQuery<TAnswer> query, CancellationToken cancellationToken)
    {
        var contract = modules.Messages.Of(query.GetType());
        try
        {
            return await AskOwnerAsync(query, contract, cancellationToken);
        }
        catch (QueryFailedException unanswered) when (contract.Fallback is not null && unanswered.Failure != QueryFailure.Refused)
        {
            logger.LogWarning(unanswered, "{Service} brought no answer; its fallback stands in", contract.ServiceName);
            return (TAnswer)MessageJson.Read(contract.Fallback, typeof(TAnswer));
        }
    }

    private async Task<TAnswer> AskOwnerAsync<TAnswer>(IQuery<TAnswer> query, MessageContract contract, CancellationToken cancellationToken)
    {
        var delivery = new Delivery(
            Guid.CreateVersion7(),
            contract.ServiceName,
            "",
            contract.Owner,
            MessageFlow.Current.ToHeaders(),
            MessageJson.Write(query, contract.Type)
        );
        var limit = options.TimeLimitOf(contract.ServiceName);
        var outcome = "Failed";
        var began = clock.GetTimestamp();
        try
        {
            // What goes elsewhere is counted with its breaker.
            var receipt = modules.IsHosted(contract.Owner)
                ? await figures
                    .Of(contract.ServiceName)
                    .CountAsync(() => AskHereAsync(delivery, limit, cancellationToken), CallFigures.IsFailure, cancellationToken)
                : await AskElsewhereAsync(delivery, cancellationToken);
            outcome = receipt.Outcome.ToString();
            return receipt.Outcome == DeliveryOutcome.Handled
                ? (TAnswer)MessageJson.Read(receipt.Body!, typeof(TAnswer))
                : throw new QueryFailedException(
                    contract.ServiceName,
                    receipt.Outcome == DeliveryOutcome.Refused ? QueryFailure.Refused : QueryFailure.Failed,
                    $"{contract.ServiceName} failed: {receipt.Body}"
                );
        }
        catch (QueryFailedException failure)
        {
            outcome = failure.Failure.ToString();
            throw;
        }
        finally
        {
            Telemetry.RecordQuery(contract.ServiceName, outcome, clock.GetElapsedTime(began));
        }
    }

    private Task<DeliveryReceipt> AskElsewhereAsync(Delivery delivery, CancellationToken cancellationToken) =>
        remote?.AskAsync(delivery, cancellationToken)
        ?? throw new QueryFailedException(
            delivery.ServiceName,
            QueryFailure.Unreachable,
            $"{delivery.ServiceName} cannot be asked: module {delivery.Destination} is not hosted in this process."
        );

    private async Task<DeliveryReceipt> AskHereAsync(Delivery delivery, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        try
        {
            // In the caller's own turn and on no queue: behind the messages of a busy module an answer would wait for its own asker.
            return await scope
                .ServiceProvider.GetRequiredService<IMessageBus>()
                .InvokeAsync<DeliveryReceipt>(delivery, limited.Token, limit)
                .WaitAsync(limited.Token);
        }
        catch (Exception failure)
            when (failure is OperationCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new QueryFailedException(
                delivery.ServiceName,
                QueryFailure.TimedOut,
                $"{delivery.ServiceName} gave no answer within {limit.TotalSeconds:0.###} s.",
                failure
            );
        }
    }
}
