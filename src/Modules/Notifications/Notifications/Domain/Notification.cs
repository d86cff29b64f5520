using System.Text.Json;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Notifications.Domain;

/// <summary>How far a notification has come.</summary>
internal enum DeliveryStatus
{
    /// <summary>Waits to be sent, for the first time or again.</summary>
    Pending,

    /// <summary>The mail server, or the gateway for text messages, has taken it.</summary>
    Sent,

    /// <summary>It cannot be sent, or was tried too often. Staff can have it tried again.</summary>
    Failed,
}

/// <summary>
/// Something a user is told, once for the same cause, template and channel. Whoever sends it claims it first: the claim counts as an
/// attempt and puts off the next one, so that a sender that dies leaves neither a notification that nobody sends nor one that is tried
/// for ever. Only the sender that holds the latest claim may record what came of it.
/// </summary>
internal sealed class Notification
{
    public const int MaxErrorLength = 1000;
    public const int MaxValuesLength = 20_000;

    private Notification() { }

    public Guid Id { get; private set; }

    public Guid Cause { get; private set; }

    public Guid UserId { get; private set; }

    public string Template { get; private set; } = "";

    public Channel Channel { get; private set; }

    /// <summary>The values of the placeholders, as JSON.</summary>
    public string Values { get; private set; } = "{}";

    /// <summary>The flow that it belongs to, for logs.</summary>
    public string Correlation { get; private set; } = "";

    /// <summary>The trace that it belongs to, as W3C trace context.</summary>
    public string? TraceParent { get; private set; }

    public DeliveryStatus Status { get; private set; }

    /// <summary>How often it has been tried, over all rounds.</summary>
    public int Attempts { get; private set; }

    /// <summary>How often it is still tried before it counts as failed.</summary>
    public int AttemptsLeft { get; private set; }

    /// <summary>When it is tried next; null when it is not.</summary>
    public DateTime? DueAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? SentAt { get; private set; }

    /// <summary>The address or number that it went to.</summary>
    public string? Recipient { get; private set; }

    public string? Subject { get; private set; }

    public string? Body { get; private set; }

    /// <summary>What went wrong at the last attempt.</summary>
    public string? Error { get; private set; }

    /// <exception cref="ProblemException">The values are too much for a message, or the template's key is none.</exception>
    public static Notification Create(NotifyUser message, string correlation, string? traceParent, int attempts, DateTime at)
    {
        var values = JsonSerializer.Serialize(message.Values ?? new Dictionary<string, string>());
        if (values.Length > MaxValuesLength)
        {
            throw ProblemException
                .Unprocessable("notifications.values_too_long", $"The values of a notification have at most {MaxValuesLength} characters.")
                .With(("max", MaxValuesLength));
        }

        return new Notification
        {
            Id = Guid.CreateVersion7(),
            Cause = message.Cause,
            UserId = message.UserId,
            Template = Domain.Template.KeyOf(message.Template),
            Channel = message.Channel,
            Values = values,
            Correlation = correlation.Length > 64 ? correlation[..64] : correlation,
            TraceParent = traceParent,
            AttemptsLeft = attempts,
            CreatedAt = at,
            DueAt = at,
        };
    }

    /// <summary>The values of the placeholders.</summary>
    public Dictionary<string, string> ReadValues() => JsonSerializer.Deserialize<Dictionary<string, string>>(Values)!;

    /// <summary>Takes it for sending. Nobody else tries it until the time is over.</summary>
    public void Claim(DateTime until)
    {
        Attempts++;
        AttemptsLeft--;
        DueAt = until;
    }

    /// <summary>Whether the claim that counted as this attempt is still the latest.</summary>
    public bool IsClaimedAs(int attempt) => Status == DeliveryStatus.Pending && Attempts == attempt;

    public void MarkSent(string recipient, string subject, string body, DateTime at)
    {
        Status = DeliveryStatus.Sent;
        Recipient = recipient;
        Subject = subject;
        Body = body;
        SentAt = at;
        DueAt = null;
        Error = null;
    }

    /// <summary>The attempt failed: it is tried again after the pause, unless that was the last attempt.</summary>
    public void MarkAttemptFailed(string error, DateTime at, TimeSpan pause)
    {
        if (AttemptsLeft <= 0)
        {
            MarkFailed(error);
            return;
        }

        Error = Short(error);
        DueAt = at + pause;
    }

    /// <summary>It cannot be delivered.</summary>
    public void MarkFailed(string error)
    {
        Status = DeliveryStatus.Failed;
        Error = Short(error);
        DueAt = null;
    }

    /// <summary>Staff have it tried again, as often as a new one.</summary>
    /// <exception cref="ProblemException">It has not failed.</exception>
    public void Retry(int attempts, DateTime at)
    {
        if (Status != DeliveryStatus.Failed)
        {
            throw ProblemException.Conflict("notifications.not_failed", "Only a notification that has failed can be sent again.");
        }

        Status = DeliveryStatus.Pending;
        AttemptsLeft = attempts;
        DueAt = at;
    }

    private static string Short(string error) => error.Length > MaxErrorLength ? error[..MaxErrorLength] : error;
}
