using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Notifications.Sending;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Notifications.Features;

/// <summary>
/// Takes on what a user is to be told; the <see cref="Dispatcher"/> sends it after the commit. The same template goes out once to a
/// user for the same cause and channel.
/// </summary>
internal sealed class NotifyUserHandler(NotificationsDbContext db, DeliveryOptions options, TimeProvider clock)
    : IMessageHandler<NotifyUser>
{
    public Task HandleAsync(NotifyUser message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var notification = Notification.Create(message, MessageFlow.Current.Correlation, MessageFlow.TraceParent, options.Attempts, now);
        return db.InsertOrHoldAsync(
            "INTO notifications (id, cause, user_id, template, channel, `values`, correlation, trace_parent, status, attempts, attempts_left, due_at, created_at) "
                + "VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, 'Pending', 0, {8}, {9}, {9})",
            [
                notification.Id.ToString(),
                notification.Cause.ToString(),
                notification.UserId.ToString(),
                notification.Template,
                notification.Channel.ToString(),
                notification.Values,
                notification.Correlation,
                notification.TraceParent,
                notification.AttemptsLeft,
                now,
            ],
            cancellationToken
        );
    }
}
