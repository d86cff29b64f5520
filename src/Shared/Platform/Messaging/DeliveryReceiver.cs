using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Messaging;

/// <summary>
/// Receives deliveries for the hosted modules. A message is handled in one transaction with its inbox row; when its handler fails, the
/// same transaction keeps the message in the inbox instead, to be retried there.
/// </summary>
public sealed class DeliveryReceiver
{
    private const string BeforeHandler = "before_handler";

    private readonly ModuleCatalog modules;
    private readonly IServiceScopeFactory scopes;
    private readonly UnitOfWork unitOfWork;
    private readonly MessagingOptions options;
    private readonly TimeProvider clock;
    private readonly InboxSignals signals;
    private readonly ILogger<DeliveryReceiver> logger;

    internal DeliveryReceiver(
        ModuleCatalog modules,
        IServiceScopeFactory scopes,
        UnitOfWork unitOfWork,
        MessagingOptions options,
        TimeProvider clock,
        InboxSignals signals,
        ILogger<DeliveryReceiver> logger
    )
    {
        this.modules = modules;
        this.scopes = scopes;
        this.unitOfWork = unitOfWork;
        this.options = options;
        this.clock = clock;
        this.signals = signals;
        this.logger = logger;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Handles a message, or answers a query, for the destination's module.</summary>
    public Task<DeliveryReceipt> ReceiveAsync(Delivery delivery, CancellationToken cancellationToken) =>
        ReceiveAsync(delivery, answersQueries: true, cancellationToken);

    /// <summary>Takes a message over. A query that came as one, which nobody waits for, is kept like a message that nobody understands.</summary>
    public Task<DeliveryReceipt> ReceiveMessageAsync(Delivery delivery, CancellationToken cancellationToken) =>
        ReceiveAsync(delivery, answersQueries: false, cancellationToken);

    private async Task<DeliveryReceipt> ReceiveAsync(Delivery delivery, bool answersQueries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        using var activity = DeliverySpan.Begin(delivery);
        using var lines = LogScope.Begin(delivery.Destination, delivery.ServiceName);
        var receipt = await ReceiveOrFailAsync(delivery, answersQueries, cancellationToken);
        if (receipt.Outcome == DeliveryOutcome.Failed)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
        }

        return receipt;
    }

    private async Task<DeliveryReceipt> ReceiveOrFailAsync(Delivery delivery, bool answersQueries, CancellationToken cancellationToken)
    {
        try
        {
            if (!modules.IsHosted(delivery.Destination))
            {
                return new DeliveryReceipt(DeliveryOutcome.Failed, $"Module {delivery.Destination} is not hosted here.");
            }

            var contract = modules.Messages.Find(delivery.ServiceName);
            if (contract?.Kind != ContractKind.Query)
            {
                return await TakeOverAsync(delivery, contract, cancellationToken);
            }

            return answersQueries
                ? await AnswerAsync(delivery, contract, cancellationToken)
                : await TakeOverAsync(delivery, null, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(failure, "Receiving {MessageId} failed; the sender keeps it", delivery.Id);
            return new DeliveryReceipt(DeliveryOutcome.Failed, failure.Message);
        }
    }

    /// <summary>Tries a kept message once more, unless another instance holds it or it is no longer due.</summary>
    internal async Task RetryAsync(HostedModule module, Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = module.ContextFrom(scope.ServiceProvider);
        await unitOfWork.RunAsync(
            context,
            async token =>
            {
                var now = Now;
                var row = await context
                    .Inbox.Where(message => message.Id == id)
                    .Where(InboxMessage.IsDue(now, options.LatestRetry(now)))
                    .ForUpdateSkipLocked()
                    .FirstOrDefaultAsync(token);
                if (row is null)
                {
                    return;
                }

                context.Entry(row).State = EntityState.Detached;
                var delivery = DeliveryOf(row, module.Name);
                using var activity = DeliverySpan.Begin(delivery);
                using var lines = LogScope.Begin(module.Name, row.ServiceName);
                await context.Database.CurrentTransaction!.CreateSavepointAsync(BeforeHandler, token);
                var contract = modules.Messages.Find(row.ServiceName) is { Kind: not ContractKind.Query } known ? known : null;
                var failure = await TryHandleAsync(context, scope.ServiceProvider, contract, delivery, token);
                if (failure is null)
                {
                    await MarkHandledAsync(context, row, token);
                }
                else
                {
                    await KeepAsync(context, delivery, row.Attempts + 1, failure, token);
                }
            },
            cancellationToken
        );
    }

    private async Task<DeliveryReceipt> TakeOverAsync(Delivery delivery, MessageContract? contract, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = modules.HostedNamed(delivery.Destination).ContextFrom(scope.ServiceProvider);
        var receipt = await unitOfWork.RunAsync(
            context,
            async token =>
            {
                if (!await InsertAsync(context, delivery, token))
                {
                    return new DeliveryReceipt(DeliveryOutcome.Duplicate);
                }

                var failure = await TryHandleAsync(context, scope.ServiceProvider, contract, delivery, token);
                if (failure is null)
                {
                    return new DeliveryReceipt(DeliveryOutcome.Handled);
                }

                await KeepAsync(context, delivery, 1, failure, token);
                return new DeliveryReceipt(DeliveryOutcome.Kept, failure.Message);
            },
            cancellationToken
        );
        Telemetry.CountMessage(delivery.ServiceName, receipt.Outcome);
        return receipt;
    }

    private async Task<DeliveryReceipt> AnswerAsync(Delivery delivery, MessageContract contract, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var answer = await MessageInvoker.For(contract.Type).InvokeAsync(scope.ServiceProvider, delivery.Body, cancellationToken);
        return new DeliveryReceipt(DeliveryOutcome.Handled, answer);
    }

    /// <summary>
    /// Inserts the inbox row, waiting for another transaction that inserts the same one, and sets the savepoint in the same round trip;
    /// false when the message is known.
    /// </summary>
    private Task<bool> InsertAsync(ModuleDbContext context, Delivery delivery, CancellationToken cancellationToken)
    {
        var now = Now;
        return context.InsertIfAbsentAsync(
            "INTO inbox (id, service_name, source, status, attempts, received_at, handled_at) VALUES ({0}, {1}, {2}, 'Handled', 1, {3}, {3}); "
                + "SAVEPOINT "
                + BeforeHandler,
            [delivery.Id.ToString(), delivery.ServiceName, delivery.Source, now],
            cancellationToken
        );
    }

    /// <summary>Calls the module's handler and saves; what fails is undone to the savepoint and returned. Deadlocks and the like start the whole transaction again.</summary>
    private async Task<Exception?> TryHandleAsync(
        ModuleDbContext context,
        IServiceProvider scope,
        MessageContract? contract,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        if (contract is null)
        {
            // Kept like one whose handler fails: during an upgrade, the next try may find the version that knows it.
            return delivery.ServiceName == QueuedDeliveryJson.UnsignedService
                ? new UnauthorizedAccessException(
                    "No process of this system signed it: it is forged, or its secret has been taken out of Placement:Secrets."
                )
                : new NotSupportedException($"This version does not know the service {delivery.ServiceName}.");
        }

        var transaction = context.Database.CurrentTransaction!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.HandlerTimeLimit);
        try
        {
            await MessageInvoker.For(contract.Type).InvokeAsync(scope, delivery.Body, limit.Token);
            await context.SaveChangesAsync(limit.Token);
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !UnitOfWork.IsTransient(failure))
        {
            context.Forget();
            await transaction.RollbackToSavepointAsync(BeforeHandler, cancellationToken);
            return limit.IsCancellationRequested && failure is OperationCanceledException
                ? new TimeoutException($"The handler took longer than {options.HandlerTimeLimit.TotalSeconds:0} s.", failure)
                : failure;
        }
    }

    private async Task KeepAsync(
        ModuleDbContext context,
        Delivery delivery,
        int attempts,
        Exception failure,
        CancellationToken cancellationToken
    )
    {
        var parked = attempts >= options.Attempts;
        var dueAt = Now + options.PauseAfter(attempts);
        var error = failure.ToString();
        await context
            .Inbox.Where(message => message.Id == delivery.Id)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(message => message.Status, parked ? InboxStatus.Parked : InboxStatus.Retrying)
                        .SetProperty(
                            message => message.Headers,
                            MessageJson.Write(delivery.Headers, typeof(IReadOnlyDictionary<string, string>))
                        )
                        .SetProperty(message => message.Body, delivery.Body)
                        .SetProperty(message => message.Attempts, attempts)
                        .SetProperty(message => message.HandledAt, (DateTime?)null)
                        .SetProperty(message => message.DueAt, parked ? (DateTime?)null : dueAt)
                        .SetProperty(message => message.Error, error.Length > 2000 ? error.Substring(0, 2000) : error),
                cancellationToken
            );
        Activity.Current?.SetStatus(ActivityStatusCode.Error);
        if (parked)
        {
            logger.LogError(failure, "Message {MessageId} is parked after {Attempts} attempts", delivery.Id, attempts);
        }
        else
        {
            logger.LogWarning(
                failure,
                "Message {MessageId} failed, attempt {Attempts}; next try at {DueAt:O}",
                delivery.Id,
                attempts,
                dueAt
            );
            signals.Expect(delivery.Destination, dueAt);
        }
    }

    private Task MarkHandledAsync(ModuleDbContext context, InboxMessage row, CancellationToken cancellationToken)
    {
        var now = Now;
        return context
            .Inbox.Where(message => message.Id == row.Id)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(message => message.Status, InboxStatus.Handled)
                        .SetProperty(message => message.Attempts, row.Attempts + 1)
                        .SetProperty(message => message.HandledAt, (DateTime?)now)
                        .SetProperty(message => message.DueAt, (DateTime?)null)
                        .SetProperty(message => message.Body, (string?)null)
                        .SetProperty(message => message.Headers, (string?)null)
                        .SetProperty(message => message.Error, (string?)null),
                cancellationToken
            );
    }

    private static Delivery DeliveryOf(InboxMessage row, string module) =>
        new(
            row.Id,
            row.ServiceName,
            row.Source,
            module,
            (IReadOnlyDictionary<string, string>)MessageJson.Read(row.Headers!, typeof(Dictionary<string, string>)),
            row.Body!
        );
}
