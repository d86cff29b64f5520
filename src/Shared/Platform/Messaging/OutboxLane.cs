using System.Collections.Concurrent;
using System.Data;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Messaging;

/// <summary>Makes the lanes of a relay.</summary>
internal sealed class OutboxLaneFactory(
    IServiceScopeFactory scopes,
    UnitOfWork unitOfWork,
    MessageTransport transport,
    MessagingOptions options,
    TimeProvider clock,
    ILogger<OutboxLane> logger
)
{
    public OutboxLane Create(HostedModule module, string destination) =>
        new(module, destination, scopes, unitOfWork, transport, options, clock, logger);
}

/// <summary>
/// The messages from one module to another. Each lane moves by itself, so a destination that is away or slow delays nobody else. On
/// MySQL a batch is locked until it is delivered, and other instances skip it; a killed instance lets go of its locks at once. On SQLite
/// there is one process, which remembers what it is delivering.
/// </summary>
internal sealed class OutboxLane(
    HostedModule module,
    string destination,
    IServiceScopeFactory scopes,
    UnitOfWork unitOfWork,
    MessageTransport transport,
    MessagingOptions options,
    TimeProvider clock,
    ILogger<OutboxLane> logger
)
{
    private const int BatchSize = 32;
    private const int BatchesAtOnce = 8;

    // A batch that takes longer than this is overtaken by the next one.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly ConcurrentDictionary<Guid, bool> inFlight = new();
    private readonly ConcurrentDictionary<Task, bool> running = new();

    public void Wake() => wakes.Writer.TryWrite(true);

    /// <summary>Delivers whenever woken, until told to stop; then sees the batches through that have begun.</summary>
    public async Task PumpAsync(CancellationToken stopping)
    {
        try
        {
            while (await wakes.Reader.WaitToReadAsync(stopping))
            {
                wakes.Reader.TryRead(out _);
                while (await DeliverSomeAsync(stopping)) { }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Task.WhenAll(running.Keys);
        }
    }

    /// <summary>Delivers a batch; true when there may be more.</summary>
    private async Task<bool> DeliverSomeAsync(CancellationToken stopping)
    {
        // One look: between two all of them may have ended.
        while (running.Keys is { Count: >= BatchesAtOnce } batches)
        {
            await Task.WhenAny(batches).WaitAsync(stopping);
        }

        var found = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var batch = Task.Run(() => RunBatchAsync(found), CancellationToken.None);
        running[batch] = true;
        _ = batch.ContinueWith(
            done => running.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        var first = await Task.WhenAny(batch, Task.Delay(Patience, stopping));
        stopping.ThrowIfCancellationRequested();
        // Overtaken by another only where there may be more: a database that is slow to say so gets no more to do.
        return await (first == batch ? batch : found.Task.WaitAsync(stopping)) == BatchSize;
    }

    private async Task<int> RunBatchAsync(TaskCompletionSource<int> found)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = module.ContextFrom(scope.ServiceProvider);
            return context.Database.IsSqlite() ? await RunRememberedAsync(context, found) : await RunLockedAsync(context, found);
        }
        catch (Exception failure)
        {
            logger.LogWarning(
                "Messages from {Module} to {Destination} wait: {Reason}",
                module.Name,
                destination,
                failure.GetBaseException().Message
            );
            return 0;
        }
        finally
        {
            found.TrySetResult(0);
        }
    }

    private async Task<int> RunLockedAsync(ModuleDbContext context, TaskCompletionSource<int> found)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        var rows = await Due(context).ForUpdateSkipLocked().Take(BatchSize).ToListAsync();
        found.SetResult(rows.Count);
        if (rows.Count > 0)
        {
            var attempts = await DeliverAsync(rows);
            await SettleAsync(context, attempts);
            await transaction.CommitAsync();
            return CountOf(attempts);
        }

        return 0;
    }

    private async Task<int> RunRememberedAsync(ModuleDbContext context, TaskCompletionSource<int> found)
    {
        var rows = (await Due(context).Take(BatchSize + inFlight.Count).ToListAsync()).Where(row => inFlight.TryAdd(row.Id, true)).ToList();
        found.SetResult(Math.Min(rows.Count, BatchSize));
        try
        {
            if (rows.Count == 0)
            {
                return 0;
            }

            var attempts = await DeliverAsync(rows);
            await unitOfWork.RunAsync(context, _ => SettleAsync(context, attempts), CancellationToken.None);
            return Math.Min(CountOf(attempts), BatchSize);
        }
        finally
        {
            rows.ForEach(row => inFlight.TryRemove(row.Id, out _));
        }
    }

    // Where nothing gets through now, the rest waits for the next look at the outbox.
    private static int CountOf((OutboxMessage Message, DeliveryAttempt Attempt)[] attempts) =>
        attempts.Any(result => result.Attempt.Handover == Handover.Unreachable) ? 0 : attempts.Length;

    // In the order of the index: sorting by anything else would read, and lock, every row that is due.
    private IQueryable<OutboxMessage> Due(ModuleDbContext context)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return context
            .Outbox.AsNoTracking()
            .Where(message => message.Destination == destination && message.DueAt <= now)
            .OrderBy(message => message.DueAt);
    }

    private async Task<(OutboxMessage Message, DeliveryAttempt Attempt)[]> DeliverAsync(List<OutboxMessage> rows) =>
        await Task.WhenAll(rows.Select(async row => (row, await transport.DeliverAsync(DeliveryOf(row)))));

    private async Task SettleAsync(ModuleDbContext context, (OutboxMessage Message, DeliveryAttempt Attempt)[] attempts)
    {
        var done = attempts.Where(result => result.Attempt.Handover == Handover.Done).Select(result => result.Message.Id).ToList();
        if (done.Count > 0)
        {
            await context.Outbox.Where(message => done.Contains(message.Id)).ExecuteDeleteAsync();
        }

        foreach (var (message, attempt) in attempts.Where(result => result.Attempt.Handover == Handover.Refused))
        {
            await PostponeAsync(context, message, attempt.Error!);
        }

        var waiting = attempts.Where(result => result.Attempt.Handover == Handover.Unreachable).ToList();
        if (waiting.Count > 0)
        {
            // No attempt of theirs: they go as soon as the way is open.
            logger.LogWarning(
                "{Count} messages from {Module} to {Destination} wait: {Reason}",
                waiting.Count,
                module.Name,
                destination,
                waiting[0].Attempt.Error
            );
        }
    }

    private async Task PostponeAsync(ModuleDbContext context, OutboxMessage message, string error)
    {
        var attempts = message.Attempts + 1;
        var dueAt = clock.GetUtcNow().UtcDateTime + options.PauseAfter(attempts);
        logger.LogWarning(
            "Message {MessageId} ({ServiceName}) cannot be delivered to {Destination}, attempt {Attempts}: {Reason}",
            message.Id,
            message.ServiceName,
            destination,
            attempts,
            error
        );
        await context
            .Outbox.Where(row => row.Id == message.Id)
            .ExecuteUpdateAsync(row =>
                row.SetProperty(kept => kept.Attempts, attempts)
                    .SetProperty(kept => kept.DueAt, dueAt)
                    .SetProperty(kept => kept.Error, error.Length > 2000 ? error.Substring(0, 2000) : error)
            );
    }

    private Delivery DeliveryOf(OutboxMessage row) =>
        new(
            row.Id,
            row.ServiceName,
            module.Name,
            row.Destination,
            (IReadOnlyDictionary<string, string>)MessageJson.Read(row.Headers, typeof(Dictionary<string, string>)),
            row.Body
        );
}
