using Microsoft.EntityFrameworkCore;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Users.Contracts;

namespace MonolithFirst.Notifications.Sending;

/// <summary>Writes the letter of a notification: the address from the users module and the text from the template, both as they are now.</summary>
internal sealed class LetterWriter(NotificationsDbContext db, IQueryBus queries)
{
    /// <exception cref="UndeliverableException">There is no such user or address, or the template uses what it was not given.</exception>
    public async Task<Letter> WriteAsync(Notification notification, CancellationToken cancellationToken)
    {
        var user = await queries.AskAsync(new GetUserInfo(notification.UserId), cancellationToken);
        if (!user.Found)
        {
            throw new UndeliverableException("There is no such user.");
        }

        var recipient = notification.Channel == Channel.Email ? user.Email : user.PhoneNumber;
        if (string.IsNullOrWhiteSpace(recipient))
        {
            throw new UndeliverableException(
                notification.Channel == Channel.Email ? "The user has no e-mail address." : "The user has no phone number."
            );
        }

        // A template may be defined after its first use: messages come in any order. So this is tried again.
        var template =
            await db
                .Templates.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Key == notification.Template && row.Channel == notification.Channel, cancellationToken)
            ?? throw new InvalidOperationException($"There is no template {notification.Template} for {notification.Channel} yet.");
        var values = notification.ReadValues();
        values.TryAdd("displayName", user.DisplayName ?? "");
        return new Letter(
            notification.Id,
            recipient,
            user.DisplayName ?? "",
            OneLine(TemplateText.Fill(template.Subject, values)),
            TemplateText.Fill(template.Body, values),
            notification.CreatedAt
        );
    }

    /// <summary>A line break in a value must not become a header of its own.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
