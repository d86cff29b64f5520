using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Auditing;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// A module's schema: its own tables beside its outbox, inbox, idempotency keys and audit trail, so that business rows,
/// messages and the record of who changed them commit together and move together.
/// </summary>
public abstract class ModuleDbContext : DbContext
{
    // A pooled context that sent and did not commit may leave its signals to its next user's commit: a relay woken for nothing does no harm.
    private readonly HashSet<string> destinations = [];
    private DateTime? firstDelayed;

    /// <inheritdoc cref="ModuleDbContext" />
    protected ModuleDbContext(DbContextOptions options)
        : base(options)
    {
        // The unit of work starts over as a whole, so a savepoint at every save would be two round trips for nothing.
        Database.AutoSavepointsEnabled = false;
    }

    internal DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    internal DbSet<InboxMessage> Inbox => Set<InboxMessage>();

    internal DbSet<IdempotencyRecord> IdempotencyKeys => Set<IdempotencyRecord>();

    internal DbSet<AuditRecord> Audit => Set<AuditRecord>();

    /// <summary>
    /// Sends a command to its owner once this transaction has committed, or not at all.
    /// </summary>
    /// <param name="command">The command; it is serialised now, so later changes to it do not count.</param>
    /// <param name="delay">How long after the commit it is due, at the earliest; a durable timer when sent to one's own module.</param>
    public void Send(ICommand command, TimeSpan delay = default) => Enqueue(command, delay);

    /// <summary>Publishes an event to every module that subscribes to it once this transaction has committed, or not at all.</summary>
    public void Publish(IEvent happened) => Enqueue(happened, TimeSpan.Zero);

    /// <summary>Declares the module's own tables. Names become snake case; money, times, keys and enums follow the platform.</summary>
    protected abstract void ConfigureModel(ModelBuilder model);

    /// <inheritdoc />
    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ConfigureModel(modelBuilder);
        OutboxMessage.Configure(modelBuilder);
        InboxMessage.Configure(modelBuilder);
        IdempotencyRecord.Configure(modelBuilder);
        AuditRecord.Configure(modelBuilder);
        ModelConventions.CompareAlike(modelBuilder, Database.IsMySql());
        ModelConventions.NameInSnakeCase(modelBuilder);
    }

    /// <inheritdoc />
    protected sealed override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        ModelConventions.Configure(configurationBuilder);

    /// <summary>Saves; outside of a transaction that the platform runs, what was sent is on its way afterwards.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var rows = await SaveDetectedAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (Database.CurrentTransaction is null)
        {
            Committed();
        }

        return rows;
    }

    /// <summary>Wakes the relay for what this context has committed.</summary>
    internal void Committed()
    {
        if (destinations.Count > 0 || firstDelayed is not null)
        {
            this.GetService<OutboxSignals>().Wake(this.GetService<OutboxWriter>().ModuleOf(this), destinations, firstDelayed);
            ForgetSent();
        }
    }

    /// <summary>Forgets what was loaded, changed and sent, before the same work is done again.</summary>
    internal void Forget()
    {
        ChangeTracker.Clear();
        ForgetSent();
    }

    /// <summary>Looks for changes once; counting versions up and EF Core's own saving would each look anew.</summary>
    private async Task<int> SaveDetectedAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private void ForgetSent()
    {
        destinations.Clear();
        firstDelayed = null;
    }

    private void Enqueue(IMessage message, TimeSpan delay)
    {
        foreach (var row in this.GetService<OutboxWriter>().Write(this, message, delay))
        {
            Outbox.Add(row);
            if (row.DueAt == row.CreatedAt)
            {
                destinations.Add(row.Destination);
            }
            else if (firstDelayed is null || row.DueAt < firstDelayed)
            {
                firstDelayed = row.DueAt;
            }
        }
    }
}
