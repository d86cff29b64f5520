using System.Text;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Notifications.Sending;

/// <summary>Writes text messages to the data folder, where there is no gateway. The name is the notification's id.</summary>
internal sealed class SmsFolderSender(DatabaseOptions database) : ISender
{
    public Channel Channel => Channel.Sms;

    public Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetBytes($"To: {letter.Recipient}\nDate: {letter.CreatedAt:R}\n\n{letter.Body}\n");
        var path = Path.Combine(Path.GetFullPath(database.DataFolder), "sms", $"{letter.Id}.txt");
        return AtomicFile.WriteAsync(path, stream => stream.WriteAsync(text, cancellationToken).AsTask());
    }
}
