using MimeKit;
using MimeKit.Text;
using MonolithFirst.Notifications.Domain;

namespace MonolithFirst.Notifications.Sending;

/// <summary>Makes a mail of a letter. Its Message-Id comes from the notification, so that a second copy is recognisable as one.</summary>
internal static class Mail
{
    public static MimeMessage Compose(Letter letter, MailboxAddress from)
    {
        if (!MailboxAddress.TryParse(letter.Recipient, out var address))
        {
            throw new UndeliverableException("The user's e-mail address is not one.");
        }

        var domain = from.Address[(from.Address.LastIndexOf('@') + 1)..];
        var mail = new MimeMessage
        {
            MessageId = $"{letter.Id:N}@{domain}",
            Date = new DateTimeOffset(letter.CreatedAt),
            Subject = letter.Subject,
            Body = new TextPart(TextFormat.Plain) { ContentTransferEncoding = ContentEncoding.EightBit, Text = letter.Body },
        };
        mail.From.Add(from);
        mail.To.Add(new MailboxAddress(letter.DisplayName, address.Address));
        // Says to vacation notices and the like that no person waits for an answer (RFC 3834).
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }
}
