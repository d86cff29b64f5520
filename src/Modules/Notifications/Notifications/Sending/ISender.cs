using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;

namespace MonolithFirst.Notifications.Sending;

/// <summary>A notification as it goes out.</summary>
/// <param name="Id">The notification's id, the same at every attempt: receivers recognise a second copy by it.</param>
/// <param name="Recipient">The e-mail address or phone number.</param>
/// <param name="DisplayName">What the person wants to be called.</param>
/// <param name="Subject">One line; empty for SMS.</param>
/// <param name="Body">Plain text.</param>
/// <param name="CreatedAt">When the notification came to be.</param>
internal sealed record Letter(Guid Id, string Recipient, string DisplayName, string Subject, string Body, DateTime CreatedAt);

/// <summary>Hands letters of a channel over to the outside. The settings decide which one serves a channel.</summary>
internal interface ISender
{
    /// <summary>The channel that it serves.</summary>
    Channel Channel { get; }

    /// <summary>Hands the letter over. When it returns, the other side has it.</summary>
    /// <exception cref="UndeliverableException">Trying again is in vain. Whatever else is thrown is tried again.</exception>
    Task SendAsync(Letter letter, CancellationToken cancellationToken);
}
