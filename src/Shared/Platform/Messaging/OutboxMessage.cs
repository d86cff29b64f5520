using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Messaging;

/// <summary>A message that is committed and not yet taken over by its destination. Taken over, the row is gone.</summary>
internal sealed class OutboxMessage
{
    public required Guid Id { get; init; }

    public required string ServiceName { get; init; }

    public required string Destination { get; init; }

    public required string Headers { get; init; }

    public required string Body { get; init; }

    public required DateTime CreatedAt { get; set; }

    public required DateTime DueAt { get; set; }

    public int Attempts { get; set; }

    public string? Error { get; set; }

    public static void Configure(ModelBuilder model)
    {
        var entity = model.Entity<OutboxMessage>();
        entity.ToTable("outbox");
        entity.Property(message => message.Id).ValueGeneratedNever();
        entity.Property(message => message.ServiceName).HasMaxLength(100).IsUnicode(false);
        entity.Property(message => message.Destination).HasMaxLength(32).IsUnicode(false);
        entity.Property(message => message.Error).HasMaxLength(2000);
        // The relay's only question: what is due for this destination.
        entity.HasIndex(message => new { message.Destination, message.DueAt });
    }
}
