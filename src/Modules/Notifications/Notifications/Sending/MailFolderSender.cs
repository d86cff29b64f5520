using MimeKit;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Notifications.Sending;

/// <summary>
/// Writes mails to the data folder, where there is no mail server: files that any mail program opens. The name is the notification's id,
/// so a second attempt replaces the file of the first.
/// </summary>
internal sealed class MailFolderSender(DatabaseOptions database, SmtpOptions options) : ISender
{
    // Headers in readable UTF-8 (RFC 6532), not in encoded words.
    private static readonly FormatOptions Readable = new() { International = true, NewLineFormat = NewLineFormat.Dos };

    public Channel Channel => Channel.Email;

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        using var mail = Mail.Compose(letter, options.Sender());
        var path = Path.Combine(Path.GetFullPath(database.DataFolder), "mail", $"{letter.Id}.eml");
        await AtomicFile.WriteAsync(path, stream => mail.WriteToAsync(Readable, stream, cancellationToken));
    }
}
