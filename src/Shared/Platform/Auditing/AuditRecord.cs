using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Auditing;

/// <summary>A change that staff or an administrator made, committed with it.</summary>
internal sealed class AuditRecord
{
    public const int MaxPath = 400;
    public const int MaxAddress = 64;

    public required Guid Id { get; init; }

    public required DateTime At { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>The account's roles at that time, separated by commas.</summary>
    public required string Roles { get; init; }

    /// <summary>The endpoint's name, such as <c>inventory_receive_stock</c>.</summary>
    public required string Operation { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>The client's network address.</summary>
    public required string Address { get; init; }

    public required string Correlation { get; init; }

    /// <summary>What was asked for, as JSON with personal data and secrets masked.</summary>
    public string? Details { get; init; }

    public static void Configure(ModelBuilder model)
    {
        var entity = model.Entity<AuditRecord>();
        entity.ToTable("audit");
        entity.Property(record => record.Id).ValueGeneratedNever();
        entity.Property(record => record.Roles).HasMaxLength(200).IsUnicode(false);
        entity.Property(record => record.Operation).HasMaxLength(100).IsUnicode(false);
        entity.Property(record => record.Method).HasMaxLength(8).IsUnicode(false);
        entity.Property(record => record.Path).HasMaxLength(MaxPath);
        entity.Property(record => record.Address).HasMaxLength(MaxAddress).IsUnicode(false);
        entity.Property(record => record.Correlation).HasMaxLength(64).IsUnicode(false);
        entity.HasIndex(record => record.At);
        entity.HasIndex(record => new { record.AccountId, record.At });
    }
}
