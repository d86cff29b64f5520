using System.Text.Json.Nodes;
using MonolithFirst.Platform.Auditing;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>Where a message that is not handled yet, or was given up, stands.</summary>
public enum MessageStatus
{
    /// <summary>In its sender's outbox: due later, or not deliverable yet.</summary>
    Queued,

    /// <summary>In its receiver's inbox after its handler failed, waiting for the next try.</summary>
    Retrying,

    /// <summary>In its receiver's inbox after its handler failed too often, waiting for an administrator.</summary>
    Parked,

    /// <summary>Given up by an administrator.</summary>
    Discarded,
}

/// <summary>A message for an administrator to judge.</summary>
/// <param name="Id">Its identity, the same in outbox, inbox and logs.</param>
/// <param name="Module">The module whose schema it is in.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ServiceName">What it is.</param>
/// <param name="Source">The module that sent it.</param>
/// <param name="Destination">The module that is to have it.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When it was written (queued) or received (otherwise).</param>
/// <param name="DueAt">When it will be tried next.</param>
/// <param name="Error">What went wrong last.</param>
/// <param name="Correlation">What the whole flow goes by, as in the logs.</param>
/// <param name="Payload">The contract, with personal data masked.</param>
public sealed record MessageDetails(
    Guid Id,
    string Module,
    MessageStatus Status,
    string ServiceName,
    string Source,
    string Destination,
    int Attempts,
    DateTime At,
    DateTime? DueAt,
    string? Error,
    string? Correlation,
    JsonNode? Payload
)
{
    internal static MessageDetails Of(OutboxMessage row, string module) =>
        new(
            row.Id,
            module,
            MessageStatus.Queued,
            row.ServiceName,
            module,
            row.Destination,
            row.Attempts,
            row.CreatedAt,
            row.DueAt,
            row.Error,
            HeaderOf(row.Headers, MessageHeaders.Correlation),
            PersonalData.Masked(row.Body)
        );

    internal static MessageDetails Of(InboxMessage row, string module) =>
        new(
            row.Id,
            module,
            row.Status switch
            {
                InboxStatus.Retrying => MessageStatus.Retrying,
                InboxStatus.Parked => MessageStatus.Parked,
                _ => MessageStatus.Discarded,
            },
            row.ServiceName,
            row.Source,
            HeaderOf(row.Headers, MessageHeaders.Destination) ?? module,
            row.Attempts,
            row.ReceivedAt,
            row.DueAt,
            row.Error,
            HeaderOf(row.Headers, MessageHeaders.Correlation),
            PersonalData.Masked(row.Body)
        );

    private static string? HeaderOf(string? headers, string name) =>
        headers is null
            ? null
            : ((Dictionary<string, string>)MessageJson.Read(headers, typeof(Dictionary<string, string>))).GetValueOrDefault(name);
}
