using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Notifications.Sending;

/// <summary>
/// Sends what is due, in three steps: claim in a transaction, send outside of any, record in another. A mail that is out cannot be rolled
/// back, and a mail server that hangs must not hold a lock meanwhile, on SQLite the only one for writing. So this is no message handler.
/// Each channel has a loop of its own: text messages do not wait for a mail server that is down.
///
/// What <c>kill -9</c> does: before the sending, the claim runs out and the notification is sent then. Between sending and recording, it
/// is sent again when the claim runs out, under the same Message-Id or Idempotency-Key, by which mail programs and gateways recognise the
/// second copy; a file in the data folder is replaced by the same file. So nothing is lost, and a second copy can be told from the first.
/// </summary>
internal sealed class Dispatcher(
    IServiceScopeFactory scopes,
    UnitOfWork unitOfWork,
    IEnumerable<ISender> senders,
    DeliveryOptions options,
    TimeProvider clock,
    ILogger<Dispatcher> logger
) : BackgroundService
{
    private const int AtOnce = 8;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(senders.Select(sender => RunAsync(sender, stoppingToken)));

    private async Task RunAsync(ISender sender, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var sent = 0;
            try
            {
                var claimed = await ClaimAsync(sender.Channel, stopping);
                // What has been claimed is seen through, within its time limit, also when the host is asked to stop.
                await Task.WhenAll(claimed.Select(notification => SendAsync(notification, sender)));
                sent = claimed.Count;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogWarning(
                    "Notifications by {Channel} cannot be read: {Reason}",
                    sender.Channel,
                    failure.GetBaseException().Message
                );
            }

            if (sent < AtOnce)
            {
                await Task.Delay(options.PollInterval, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<IReadOnlyList<Notification>> ClaimAsync(Channel channel, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        // Most of the time nothing is due, and looking takes no lock.
        if (!await Due(db, channel, Now).AnyAsync(stopping))
        {
            return [];
        }

        return await unitOfWork.RunAsync(
            db,
            async token =>
            {
                var now = Now;
                var due = await Due(db, channel, now)
                    .OrderBy(notification => notification.DueAt)
                    .Take(AtOnce)
                    .ForUpdateSkipLocked()
                    .ToListAsync(token);
                foreach (var abandoned in due.Where(notification => notification.AttemptsLeft <= 0))
                {
                    abandoned.MarkFailed("The last attempt was cut off; whether it went out is not known.");
                }

                var claimed = due.Where(notification => notification.Status == DeliveryStatus.Pending).ToList();
                claimed.ForEach(notification => notification.Claim(now + options.ClaimTime));
                return claimed;
            },
            stopping
        );
    }

    private IQueryable<Notification> Due(NotificationsDbContext db, Channel channel, DateTime now)
    {
        var latest = options.LatestAttempt(now);
        return db.Notifications.Where(notification =>
            notification.Channel == channel
            && notification.Status == DeliveryStatus.Pending
            && (notification.DueAt <= now || notification.DueAt > latest)
        );
    }

    private async Task SendAsync(Notification notification, ISender sender)
    {
        MessageFlow.Current = new MessageFlow(notification.Correlation, null, null);
        using var activity = Telemetry.Continue("notifications.send", ActivityKind.Producer, notification.TraceParent);
        using var lines = LogScope.Begin("notifications", "send_" + sender.Channel);
        try
        {
            var record = await TryAsync(notification, sender);
            await RecordAsync(notification, record);
        }
        catch (Exception failure)
        {
            // The claim runs out, and then it is tried again; see above.
            logger.LogError(failure, "What came of notification {NotificationId} cannot be recorded", notification.Id);
        }
    }

    /// <summary>Sends it, and says what is to be recorded. Neither addresses nor texts are logged; what servers say may hold an address.</summary>
    private async Task<Action<Notification>> TryAsync(Notification notification, ISender sender)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, clock);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var letter = await scope.ServiceProvider.GetRequiredService<LetterWriter>().WriteAsync(notification, limit.Token);
            await sender.SendAsync(letter, limit.Token);
            logger.LogInformation("Notification {NotificationId} sent, attempt {Attempt}", notification.Id, notification.Attempts);
            return row => row.MarkSent(letter.Recipient, letter.Subject, letter.Body, Now);
        }
        catch (UndeliverableException hopeless)
        {
            logger.LogWarning("Notification {NotificationId} cannot be delivered", notification.Id);
            return row => row.MarkFailed(hopeless.Message);
        }
        catch (Exception failure)
        {
            logger.LogWarning(
                "Notification {NotificationId} failed, attempt {Attempt}: {Kind}",
                notification.Id,
                notification.Attempts,
                failure.GetBaseException().GetType().Name
            );
            var error = limit.IsCancellationRequested
                ? $"It took longer than {options.TimeLimit.TotalSeconds:0.#} s."
                : failure.GetBaseException().Message;
            var pause = options.PauseAfter(options.Attempts - notification.AttemptsLeft);
            return row => row.MarkAttemptFailed(error, Now, pause);
        }
    }

    private async Task RecordAsync(Notification sent, Action<Notification> record)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await unitOfWork.RunAsync(
            db,
            async token =>
            {
                var row = await db.Notifications.Where(notification => notification.Id == sent.Id).ForUpdate().SingleAsync(token);
                if (row.IsClaimedAs(sent.Attempts))
                {
                    record(row);
                }
            },
            CancellationToken.None
        );
    }
}
