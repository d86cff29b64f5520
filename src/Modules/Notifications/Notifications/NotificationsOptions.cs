using MonolithFirst.Notifications.Sending;

namespace MonolithFirst.Notifications;

/// <summary>The settings below <c>notifications</c>.</summary>
internal sealed class NotificationsOptions
{
    /// <summary>How a notification is tried.</summary>
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>The mail server.</summary>
    public SmtpOptions Smtp { get; init; } = new();

    /// <summary>The gateway for text messages.</summary>
    public SmsOptions Sms { get; init; } = new();
}
