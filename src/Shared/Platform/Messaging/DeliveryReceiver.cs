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
    private readonly ModuleCatalog modules;
    private readonly IServiceScopeFactory scopes;
    private readonly UnitOfWork unitOfWork;
    private readonly MessagingOptions options;
    private readonly TimeProvider clock;
    private readonly InboxWriter inbox;
    private readonly ILogger<DeliveryReceiver> logger;

    internal DeliveryReceiver(
        ModuleCatalog modules,
        IServiceScopeFactory scopes,
        UnitOfWork unitOfWork,
        MessagingOptions options,
        TimeProvider clock,
        InboxWriter inbox,
        ILogger<DeliveryReceiver> logger
    )
    {
        this.modules = modules;
        this.scopes = scopes;
        this.unitOfWork = unitOfWork;
        this.options = options;
        this.clock = clock;
        this.inbox = inbox;
        this.logger = logger;
    }

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
        var began = clock.GetTimestamp();
        var receipt = await ReceiveOrFailAsync(delivery, answersQueries, cancellationToken);
        logger.LogDebug(
            "{MessageId} was received: {Outcome}, in {Milliseconds:0.0} ms",
            delivery.Id,
            receipt.Outcome,
            clock.GetElapsedTime(began).TotalMilliseconds
        );
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

    /// <summary>Tries a kept message once more.</summary>
    /// <returns>False when another instance holds it, or it is no longer due.</returns>
    internal async Task<bool> RetryAsync(HostedModule module, Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = module.ContextFrom(scope.ServiceProvider);
        return await RunAsync(
            context,
            async (run, token) =>
            {
                var now = clock.GetUtcNow().UtcDateTime;
                var row = await context
                    .Inbox.Where(message => message.Id == id)
                    .Where(InboxMessage.IsDue(now, options.LatestRetry(now)))
                    .ForUpdateSkipLocked()
                    .FirstOrDefaultAsync(token);
                if (row is null)
                {
                    return false;
                }

                context.Entry(row).State = EntityState.Detached;
                var delivery = DeliveryOf(row, module.Name);
                using var activity = DeliverySpan.Begin(delivery);
                using var lines = LogScope.Begin(module.Name, row.ServiceName);
                await context.Database.CurrentTransaction!.CreateSavepointAsync(InboxWriter.BeforeHandler, token);
                var contract = modules.Messages.Find(row.ServiceName) is { Kind: not ContractKind.Query } known ? known : null;
                var failure = await TryHandleAsync(run, context, scope.ServiceProvider, contract, delivery, token);
                if (failure is null)
                {
                    await inbox.MarkHandledAsync(context, row, token);
                }
                else
                {
                    await inbox.KeepAsync(context, delivery, row.Attempts + 1, failure, token);
                }

                run.Ended = (row.ServiceName, failure is null ? DeliveryOutcome.Handled : DeliveryOutcome.Kept);
                return true;
            },
            cancellationToken
        );
    }

    private async Task<DeliveryReceipt> TakeOverAsync(Delivery delivery, MessageContract? contract, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = modules.HostedNamed(delivery.Destination).ContextFrom(scope.ServiceProvider);
        return await RunAsync(
            context,
            async (run, token) =>
            {
                var receipt = new DeliveryReceipt(DeliveryOutcome.Handled);
                if (!await inbox.InsertAsync(context, delivery, token))
                {
                    receipt = new DeliveryReceipt(DeliveryOutcome.Duplicate);
                }
                else if (await TryHandleAsync(run, context, scope.ServiceProvider, contract, delivery, token) is { } failure)
                {
                    await inbox.KeepAsync(context, delivery, 1, failure, token);
                    receipt = new DeliveryReceipt(DeliveryOutcome.Kept, failure.Message);
                }

                run.Ended = (delivery.ServiceName, receipt.Outcome);
                return receipt;
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Runs the work in one transaction. When the handler brings that down (with conflicts that do not end, for one) the work runs once
    /// more in a transaction of its own, in which the handler counts as failed: the message is kept with its error, and parked in the end.
    /// Only where that fails as well, the database is away, and the message stays where it is.
    /// </summary>
    private async Task<T> RunAsync<T>(
        ModuleDbContext context,
        Func<HandlerRun, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        var run = new HandlerRun();
        T result;
        try
        {
            result = await unitOfWork.RunAsync(context, token => work(run, token), cancellationToken);
        }
        catch (Exception failure) when (run.HasBegun && !cancellationToken.IsCancellationRequested)
        {
            context.Forget();
            run.Failure = failure;
            result = await unitOfWork.RunAsync(context, token => work(run, token), cancellationToken);
        }

        if (run.Ended is var (service, outcome))
        {
            Telemetry.CountMessage(service, outcome);
        }

        return result;
    }

    private async Task<DeliveryReceipt> AnswerAsync(Delivery delivery, MessageContract contract, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var invoker = MessageInvoker.For(contract.Type);
        var answer = await invoker.InvokeAsync(scope.ServiceProvider, delivery.Destination, delivery.Body, cancellationToken);
        return new DeliveryReceipt(DeliveryOutcome.Handled, answer);
    }

    /// <summary>Calls the module's handler and saves; what fails is undone to the savepoint and returned. Deadlocks and the like start the whole transaction again.</summary>
    private async Task<Exception?> TryHandleAsync(
        HandlerRun run,
        ModuleDbContext context,
        IServiceProvider scope,
        MessageContract? contract,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        if (run.Failure is not null)
        {
            return run.Failure;
        }

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
        run.HasBegun = true;
        try
        {
            await MessageInvoker.For(contract.Type).InvokeAsync(scope, delivery.Destination, delivery.Body, limit.Token);
            await context.SaveChangesAsync(limit.Token);
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !UnitOfWork.IsTransient(failure))
        {
            context.Forget();
            await transaction.RollbackToSavepointAsync(InboxWriter.BeforeHandler, cancellationToken);
            return limit.IsCancellationRequested && failure is OperationCanceledException
                ? new TimeoutException($"The handler took longer than {options.HandlerTimeLimit.TotalSeconds:0} s.", failure)
                : failure;
        }
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

    /// <summary>What is known of a handler over all attempts at its transaction.</summary>
    private sealed class HandlerRun
    {
        public bool HasBegun { get; set; }

        /// <summary>What brought the transaction down for good.</summary>
        public Exception? Failure { get; set; }

        /// <summary>What the last attempt came to, for the figures once it is committed.</summary>
        public (string Service, DeliveryOutcome Outcome)? Ended { get; set; }
    }
}
