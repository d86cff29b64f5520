using Microsoft.EntityFrameworkCore;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Payments.Persistence;

internal sealed class PaymentsDbContext(DbContextOptions<PaymentsDbContext> options) : ModuleDbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<UserAccount> UserAccounts => Set<UserAccount>();

    public DbSet<SystemAccount> SystemAccounts => Set<SystemAccount>();

    public DbSet<Transaction> Transactions => Set<Transaction>();

    public DbSet<Entry> Entries => Set<Entry>();

    public DbSet<Charge> Charges => Set<Charge>();

    protected override void ConfigureModel(ModelBuilder model)
    {
        ConfigureAccounts(model);
        ConfigureLedger(model);
        model.Entity<Charge>(entity =>
        {
            entity.HasKey(charge => charge.Reference);
            entity.Property(charge => charge.Reference).ValueGeneratedNever();
            entity.Property(charge => charge.Currency).HasMaxLength(3).IsFixedLength().IsUnicode(false);
            entity.Property(charge => charge.Purpose).HasMaxLength(Transaction.MaxPurposeLength);
            entity.Ignore(charge => charge.Amount);
            entity.Ignore(charge => charge.AnswerToTake);
            entity.Ignore(charge => charge.AnswerToRefund);
        });
    }

    private static void ConfigureAccounts(ModelBuilder model)
    {
        model.Entity<Account>(entity =>
        {
            // The domain refuses it first; this is for whatever comes past the domain.
            entity.ToTable("accounts", table => table.HasCheckConstraint("ck_accounts_not_below_zero", "balance_minor >= 0"));
            entity.Property(account => account.Id).ValueGeneratedNever();
            entity.Property(account => account.Currency).HasMaxLength(3).IsFixedLength().IsUnicode(false);
            entity.Property<string>("Kind").HasMaxLength(8).IsUnicode(false);
            entity.HasDiscriminator<string>("Kind").HasValue<UserAccount>("User").HasValue<SystemAccount>("System");
            // The staff's list, of all currencies or one.
            entity.HasIndex("Kind", nameof(Account.Currency), nameof(Account.Id));
        });
        model.Entity<UserAccount>(entity =>
        {
            entity.Ignore(account => account.Balance);
            entity.HasIndex(account => new { account.UserId, account.Currency }).IsUnique();
        });
        model.Entity<SystemAccount>(entity => entity.HasIndex(account => new { account.Name, account.Currency }).IsUnique());
    }

    private static void ConfigureLedger(ModelBuilder model)
    {
        model.Entity<Transaction>(entity =>
        {
            entity.Property(transaction => transaction.Id).ValueGeneratedNever();
            entity.Property(transaction => transaction.Purpose).HasMaxLength(Transaction.MaxPurposeLength);
            entity
                .HasMany(transaction => transaction.Entries)
                .WithOne(entry => entry.Transaction)
                .HasForeignKey(entry => entry.TransactionId)
                .OnDelete(DeleteBehavior.Restrict);
            entity.HasIndex(transaction => transaction.Reference);
            entity.HasIndex(transaction => transaction.RecordedAt);
            // Those of one kind, newest first: without it SQLite sorts all of the kind for each page.
            entity.HasIndex(transaction => new
            {
                transaction.Kind,
                transaction.RecordedAt,
                transaction.Id,
            });
        });
        model.Entity<Entry>(entity =>
        {
            entity.Property(entry => entry.Id).ValueGeneratedNever();
            entity.HasMoney(entry => entry.Amount);
            entity.HasOne(entry => entry.Account).WithMany().HasForeignKey(entry => entry.AccountId).OnDelete(DeleteBehavior.Restrict);
            entity.HasIndex(entry => new { entry.AccountId, entry.Number }).IsUnique();
            // A customer's first charge is found without reading the others, and of the rest those of customers alone are read.
            entity.HasIndex(entry => new
            {
                entry.Kind,
                entry.UserId,
                entry.RecordedAt,
            });
            // Two more, for reports, are in the migration PublishViews.
        });
    }
}
