using MailKit.Net.Smtp;
using Microsoft.Extensions.Logging;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;

namespace MonolithFirst.Notifications.Sending;

/// <summary>Sends mails over the mail server of the settings.</summary>
internal sealed class SmtpSender(SmtpOptions options, ILogger<SmtpSender> logger) : ISender
{
    public Channel Channel => Channel.Email;

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        using var mail = Mail.Compose(letter, options.Sender());
        using var client = new SmtpClient();
        await client.ConnectAsync(options.Host!, options.Port, options.Security, cancellationToken);
        if (!string.IsNullOrEmpty(options.User))
        {
            await client.AuthenticateAsync(options.User, options.Password ?? "", cancellationToken);
        }

        try
        {
            await client.SendAsync(mail, cancellationToken);
        }
        catch (SmtpCommandException refused)
            when (refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted
                && (int)refused.StatusCode >= 500
            )
        {
            throw new UndeliverableException($"The mail server refuses it: {(int)refused.StatusCode} {refused.Message}", refused);
        }

        await LeaveAsync(client, cancellationToken);
    }

    /// <summary>The server has the mail; what goes wrong from here on must not have it sent again.</summary>
    private async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception failure)
        {
            logger.LogDebug("The mail server did not part well: {Reason}", failure.GetType().Name);
        }
    }
}
