using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>Messages of one module that an administrator decides about.</summary>
/// <param name="Status">Only those that stand so; null for all that are not handled or given up.</param>
/// <param name="Service">Only those of this service name.</param>
internal sealed record MessageSelection(MessageStatus? Status = null, string? Service = null)
{
    /// <summary>Those that its inbox has.</summary>
    public IQueryable<InboxMessage> Received(ModuleDbContext context)
    {
        var rows = context.Inbox.Where(row => Service == null || row.ServiceName == Service);
        return Status switch
        {
            null => rows.Where(row => row.Status == InboxStatus.Parked || row.Status == InboxStatus.Retrying),
            MessageStatus.Parked => rows.Where(row => row.Status == InboxStatus.Parked),
            MessageStatus.Retrying => rows.Where(row => row.Status == InboxStatus.Retrying),
            _ => rows.Where(_ => false),
        };
    }

    /// <summary>Those that its outbox has.</summary>
    public IQueryable<OutboxMessage> Queued(ModuleDbContext context) =>
        Status is null or MessageStatus.Queued
            ? context.Outbox.Where(row => Service == null || row.ServiceName == Service)
            : context.Outbox.Where(_ => false);

    /// <summary>Refuses to decide about what is decided.</summary>
    /// <exception cref="ProblemException">400: it selects discarded messages.</exception>
    public MessageSelection Checked() =>
        Status == MessageStatus.Discarded
            ? throw ProblemException.Invalid(
                "status",
                "validation.not_one_of",
                "What was discarded stays so; choose queued, retrying or parked messages.",
                ("choices", "queued, retrying, parked")
            )
            : this;
}

/// <summary>What came of a decision about many messages.</summary>
/// <param name="Count">How many it was about.</param>
internal sealed record MessagesDone(int Count);
