using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Notifications.Sending;

/// <summary>The settings below <c>notifications:Sms</c>.</summary>
internal sealed class SmsOptions
{
    /// <summary>Where text messages are posted to; without it, they are written to the data folder.</summary>
    public string? Address { get; init; }

    /// <summary>The key of the signature, shared with the gateway.</summary>
    public string? Secret { get; init; }

    /// <summary>The address, parsed.</summary>
    /// <exception cref="ModuleSetupException">It is no address, or the secret is missing.</exception>
    public Uri Gateway()
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var gateway) || gateway.Scheme is not ("https" or "http"))
        {
            throw new ModuleSetupException("notifications:Sms:Address is no address; set it to one such as https://sms.example/messages.");
        }

        return Secret is { Length: >= 16 }
            ? gateway
            : throw new ModuleSetupException(
                "notifications:Sms:Secret is missing: text messages are signed with it. Set it to 16 characters or more, the same as at the gateway."
            );
    }
}
