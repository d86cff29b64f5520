using MailKit.Security;
using MimeKit;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Notifications.Sending;

/// <summary>The settings below <c>notifications:Smtp</c>.</summary>
internal sealed class SmtpOptions
{
    /// <summary>The mail server; without one, mails are written to the data folder.</summary>
    public string? Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>The account to sign in with, if any.</summary>
    public string? User { get; init; }

    /// <summary>The account's password.</summary>
    public string? Password { get; init; }

    /// <summary>Whom mails come from, for example <c>Shop &lt;no-reply@shop.example&gt;</c>.</summary>
    public string From { get; init; } = "MonolithFirst <no-reply@localhost>";

    /// <summary>How the connection is secured. Encrypted unless told: a relay on the same machine may need <c>None</c>.</summary>
    public SecureSocketOptions Security { get; init; } = SecureSocketOptions.StartTls;

    /// <summary>The sender, parsed.</summary>
    /// <exception cref="ModuleSetupException">It is no address.</exception>
    public MailboxAddress Sender() =>
        MailboxAddress.TryParse(From, out var address) && address.Address.Contains('@', StringComparison.Ordinal)
            ? address
            : throw new ModuleSetupException(
                $"notifications:Smtp:From is '{From}', which is no e-mail address; set it to one such as Shop <no-reply@shop.example>."
            );
}
