using System.Text.RegularExpressions;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Notifications.Domain;

/// <summary>What a notification says on a channel. Modules define it, staff edit it.</summary>
internal sealed partial class Template : IVersioned
{
    public const int MaxKeyLength = 100;
    public const int MaxSubjectLength = 200;
    public const int MaxBodyLength = 10_000;

    private Template() { }

    public string Key { get; private set; } = "";

    public Channel Channel { get; private set; }

    public string Subject { get; private set; } = "";

    public string Body { get; private set; } = "";

    public DateTime ChangedAt { get; private set; }

    public int Version { get; private set; }

    /// <exception cref="ProblemException">The key or the text is not what it should be.</exception>
    public static Template Define(string key, Channel channel, string subject, string body, DateTime at)
    {
        var template = new Template { Key = KeyOf(key), Channel = channel };
        template.Edit(subject, body, at);
        return template;
    }

    /// <summary>The key, checked.</summary>
    /// <exception cref="ProblemException">It is no key.</exception>
    public static string KeyOf(string? key) =>
        key is { Length: <= MaxKeyLength } && KeyPattern().IsMatch(key)
            ? key
            : throw ProblemException.Unprocessable(
                "notifications.template_key_malformed",
                "A template's key is the sending module, a dot, and lower-case words joined by hyphens, such as visits.day-changed."
            );

    /// <summary>Changes what it says.</summary>
    /// <exception cref="ProblemException">The text is not what it should be.</exception>
    public void Edit(string subject, string body, DateTime at)
    {
        var needsSubject = Channel == Channel.Email;
        if ((needsSubject && string.IsNullOrWhiteSpace(subject)) || string.IsNullOrWhiteSpace(body))
        {
            throw ProblemException.Unprocessable("notifications.template_empty", "A template says something, and an e-mail has a subject.");
        }

        if (subject?.Length > MaxSubjectLength || body.Length > MaxBodyLength)
        {
            throw ProblemException
                .Unprocessable(
                    "notifications.template_too_long",
                    $"A template has at most {MaxSubjectLength} characters in its subject and {MaxBodyLength} in its body."
                )
                .With(("maxSubject", MaxSubjectLength), ("maxBody", MaxBodyLength));
        }

        if (!TemplateText.IsWellFormed(subject ?? "") || !TemplateText.IsWellFormed(body))
        {
            throw ProblemException.Unprocessable(
                "notifications.template_malformed",
                "Double braces stand around placeholders alone: {{day}}, letters and digits, a letter first."
            );
        }

        Subject = subject ?? "";
        Body = body;
        ChangedAt = at;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex KeyPattern();
}
