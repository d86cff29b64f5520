using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Notifications.Features;

/// <summary>Adds a template that is not there yet. One that is there stays as staff have made it.</summary>
internal sealed class DefineTemplateHandler(NotificationsDbContext db, TimeProvider clock) : IMessageHandler<DefineTemplate>
{
    public Task HandleAsync(DefineTemplate message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var template = Template.Define(message.Key, message.Channel, message.Subject, message.Body, now);
        // Several instances of the sender start at once, so two of these may be handled at once.
        return db.InsertOrHoldAsync(
            "INTO templates (`key`, channel, subject, body, changed_at, version) VALUES ({0}, {1}, {2}, {3}, {4}, 1)",
            [template.Key, template.Channel.ToString(), template.Subject, template.Body, now],
            cancellationToken
        );
    }
}
