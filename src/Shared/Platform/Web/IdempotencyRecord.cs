using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Web;

/// <summary>The first answer to a request that carried an idempotency key, committed with what the request changed.</summary>
internal sealed class IdempotencyRecord
{
    /// <summary>Whose key it is; clients cannot meet in each other's keys.</summary>
    public required string Caller { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 over the operation and its request, in hexadecimal.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The answer as JSON.</summary>
    public string? Answer { get; set; }

    public required DateTime CreatedAt { get; init; }

    public static void Configure(ModelBuilder model)
    {
        var entity = model.Entity<IdempotencyRecord>();
        entity.ToTable("idempotency_keys");
        entity.HasKey(record => new { record.Caller, record.Key });
        entity.Property(record => record.Caller).HasMaxLength(36).IsUnicode(false);
        entity.Property(record => record.Key).HasMaxLength(255).IsUnicode(false);
        entity.Property(record => record.RequestHash).HasMaxLength(64).IsUnicode(false);
        entity.HasIndex(record => record.CreatedAt);
    }
}
