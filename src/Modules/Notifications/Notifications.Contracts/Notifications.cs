using MonolithFirst.Abstractions;

namespace MonolithFirst.Notifications.Contracts;

/// <summary>How a notification reaches a person.</summary>
public enum Channel
{
    /// <summary>E-mail to the address of the account.</summary>
    Email,

    /// <summary>A text message to the phone number of the account.</summary>
    Sms,
}

/// <summary>
/// Makes a template known, if it is not yet. What administrators have made of it since stays: a module sends this at every start.
/// </summary>
/// <param name="Key">The template's name: the sending module, a dot, and lower-case words joined by hyphens, for example <c>visits.day-changed</c>.</param>
/// <param name="Channel">The channel it is written for.</param>
/// <param name="Subject">With placeholders such as <c>{{day}}</c>; not used for SMS.</param>
/// <param name="Body">Plain text with placeholders.</param>
[ServiceName("notifications_define_template")]
public sealed record DefineTemplate(string Key, Channel Channel, string Subject, string Body) : ICommand;

/// <summary>
/// Tells a user something, from a template. The address is looked up when it is sent. <c>{{displayName}}</c> is always available to templates.
/// </summary>
/// <param name="Cause">What it is about, as the sender knows it; the same template goes out once for the same cause.</param>
/// <param name="UserId">Whom to tell.</param>
/// <param name="Template">The template's key.</param>
/// <param name="Channel">By which channel.</param>
/// <param name="Values">What stands for the template's placeholders.</param>
[ServiceName("notifications_notify_user")]
public sealed record NotifyUser(Guid Cause, Guid UserId, string Template, Channel Channel, IReadOnlyDictionary<string, string> Values)
    : ICommand;
