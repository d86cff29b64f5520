using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Messaging;

/// <summary>How far a received message has come.</summary>
public enum InboxStatus
{
    /// <summary>Its handler has committed. The row stays for a while to recognise the message should it arrive again.</summary>
    Handled,

    /// <summary>Its handler failed and will be tried again.</summary>
    Retrying,

    /// <summary>Its handler failed too often; an administrator decides.</summary>
    Parked,

    /// <summary>An administrator gave it up.</summary>
    Discarded,
}

/// <summary>A message this module has received. Payload and headers are kept for as long as somebody may need them.</summary>
internal sealed class InboxMessage
{
    public required Guid Id { get; init; }

    public required string ServiceName { get; init; }

    public required string Source { get; init; }

    public required InboxStatus Status { get; set; }

    public string? Headers { get; set; }

    public string? Body { get; set; }

    public int Attempts { get; set; }

    public required DateTime ReceivedAt { get; init; }

    public DateTime? HandledAt { get; set; }

    public DateTime? DueAt { get; set; }

    public string? Error { get; set; }

    /// <summary>What a sender keeps, as discarded, of a message that was given up before anybody else had it.</summary>
    /// <param name="queued">The row of its outbox.</param>
    /// <param name="source">The sender.</param>
    /// <param name="now">The time.</param>
    public static InboxMessage NeverDelivered(OutboxMessage queued, string source, DateTime now)
    {
        var headers = (Dictionary<string, string>)MessageJson.Read(queued.Headers, typeof(Dictionary<string, string>));
        headers[MessageHeaders.Destination] = queued.Destination;
        return new InboxMessage
        {
            Id = queued.Id,
            ServiceName = queued.ServiceName,
            Source = source,
            Status = InboxStatus.Discarded,
            Headers = MessageJson.Write(headers, typeof(Dictionary<string, string>)),
            Body = queued.Body,
            Attempts = queued.Attempts,
            ReceivedAt = queued.CreatedAt,
            HandledAt = now,
            Error = queued.Error,
        };
    }

    /// <summary>Whether it is to be tried again now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="latest">What is due later was put off before the clock went back, and is due.</param>
    public static Expression<Func<InboxMessage, bool>> IsDue(DateTime now, DateTime latest) =>
        message => message.Status == InboxStatus.Retrying && (message.DueAt <= now || message.DueAt > latest);

    public static void Configure(ModelBuilder model)
    {
        var entity = model.Entity<InboxMessage>();
        entity.ToTable("inbox");
        entity.Property(message => message.Id).ValueGeneratedNever();
        entity.Property(message => message.ServiceName).HasMaxLength(100).IsUnicode(false);
        entity.Property(message => message.Source).HasMaxLength(32).IsUnicode(false);
        entity.Property(message => message.Error).HasMaxLength(2000);
        entity.HasIndex(message => new { message.Status, message.DueAt });
        entity.HasIndex(message => new { message.Status, message.HandledAt });
    }
}
