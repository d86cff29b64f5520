using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Placement.Registry;

/// <summary>The <c>platform</c> schema, on MySQL alone: SQLite serves one process, which needs no registry.</summary>
internal sealed class RegistryDbContext(DbContextOptions<RegistryDbContext> options) : DbContext(options)
{
    /// <summary>The name of the schema, and the end of its account's.</summary>
    public const string Schema = "platform";

    public DbSet<InstanceRow> Instances => Set<InstanceRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var instance = modelBuilder.Entity<InstanceRow>();
        instance.ToTable("instances");
        instance.Property(row => row.Id).HasMaxLength(36).IsUnicode(false);
        instance.Property(row => row.Modules).HasMaxLength(1000).IsUnicode(false);
        instance.Property(row => row.Address).HasMaxLength(500).IsUnicode(false);
        instance.Property(row => row.Zone).HasMaxLength(100);
        instance.Property(row => row.Version).HasMaxLength(100);
        ModelConventions.CompareAlike(modelBuilder, mySql: true);
        ModelConventions.NameInSnakeCase(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        ModelConventions.Configure(configurationBuilder);
}

/// <summary>An instance's registration. All times but <see cref="Started"/> are by the database's clock.</summary>
internal sealed class InstanceRow
{
    public required string Id { get; init; }

    /// <summary>Names joined by commas.</summary>
    public required string Modules { get; init; }

    public required string Address { get; init; }

    public string? Zone { get; init; }

    public required string Version { get; init; }

    public required InstanceStatus Status { get; init; }

    public required DateTime Started { get; init; }

    public required DateTime LastHeartbeat { get; init; }

    /// <summary>When the registration ends unless it is renewed.</summary>
    public required DateTime LeaseUntil { get; init; }

    /// <summary>When it was evicted; the row stays for a lease after that, so that others know how many are missing.</summary>
    public DateTime? EvictedAt { get; init; }

    public Instance ToInstance() => new(Id, new Uri(Address), Zone, Version, Modules.Split(','), Status, Started, LastHeartbeat);
}
