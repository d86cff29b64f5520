using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Users.Domain;

namespace MonolithFirst.Users.Persistence;

internal sealed class UsersDbContext(DbContextOptions<UsersDbContext> options) : ModuleDbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Role> Roles => Set<Role>();

    public DbSet<AccountRole> AccountRoles => Set<AccountRole>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    /// <summary>
    /// The account, held until the transaction ends. Whatever touches an account's sessions or its sign-in takes it first, so that
    /// they happen one after another.
    /// </summary>
    public Task<Account?> AccountToChangeAsync(Guid id, CancellationToken cancellationToken) =>
        Accounts.Where(account => account.Id == id).OrderBy(account => account.Id).ForUpdate().SingleOrDefaultAsync(cancellationToken);

    /// <summary>
    /// Holds who is an administrator until the transaction ends. Whatever makes, unmakes, locks or counts administrators takes this
    /// first (and accounts after it), or two of them could take the last one away together.
    /// </summary>
    public Task AdministratorsToChangeAsync(CancellationToken cancellationToken) =>
        Roles
            .AsNoTracking()
            .Where(role => role.NormalizedName == Platform.Web.Roles.Admin)
            .OrderBy(role => role.Id)
            .ForUpdate()
            .SingleAsync(cancellationToken);

    protected override void ConfigureModel(ModelBuilder model)
    {
        ConfigureAccounts(model);
        ConfigureRoles(model);

        var token = model.Entity<RefreshToken>();
        token.ToTable("refresh_tokens");
        token.Property(row => row.Hash).HasMaxLength(64).IsUnicode(false);
        token.Property(row => row.SuccessorSeed).HasMaxLength(64).IsUnicode(false);
        token.HasIndex(row => row.Hash).IsUnique();
        token.HasIndex(row => row.FamilyId);
        token.HasIndex(row => row.ExpiresAt);
        token.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId);

        var key = model.Entity<SigningKey>();
        key.ToTable("signing_keys");
        key.HasKey(row => row.Generation);
        key.Property(row => row.Generation).ValueGeneratedNever();
        key.Property(row => row.PrivateKey).HasMaxLength(SigningKey.MaxPrivateKey).IsUnicode(false);
    }

    private static void ConfigureAccounts(ModelBuilder model)
    {
        var account = model.Entity<Account>();
        account.ToTable("accounts");
        account.Property(row => row.Email).IsRequired().HasMaxLength(EmailAddress.MaxLength).IsUnicode(false);
        account.Property(row => row.PasswordHash).IsRequired().HasMaxLength(256).IsUnicode(false);
        account.Property(row => row.SecurityStamp).IsRequired().HasMaxLength(64).IsUnicode(false);
        account.Property(row => row.ConcurrencyStamp).IsRequired().HasMaxLength(36).IsUnicode(false).IsConcurrencyToken();
        account.Property(row => row.DisplayName).HasMaxLength(Account.MaxDisplayName);
        account.Property(row => row.PhoneNumber).HasMaxLength(Account.MaxPhoneNumber).IsUnicode(false);
        account.Property(row => row.SearchText).HasMaxLength(Account.MaxDisplayName + 1 + EmailAddress.MaxLength);
        account
            .Property(row => row.LockoutEnd)
            .HasConversion(
                new ValueConverter<DateTimeOffset, DateTime>(
                    time => time.UtcDateTime,
                    time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))
                )
            )
            .HasPrecision(6);
        // Identity has these for what this system does not do: names beside the address, confirmation, a second factor.
        account.Ignore(row => row.UserName);
        account.Ignore(row => row.NormalizedUserName);
        account.Ignore(row => row.NormalizedEmail);
        account.Ignore(row => row.EmailConfirmed);
        account.Ignore(row => row.PhoneNumberConfirmed);
        account.Ignore(row => row.TwoFactorEnabled);
        account.Ignore(row => row.LockoutEnabled);
        account.HasIndex(row => row.Email).IsUnique();
        account.HasIndex(row => row.DisplayName);
        account.HasIndex(row => row.CreatedAt);
        account.HasMany(row => row.Roles).WithOne().HasForeignKey(row => row.UserId);
    }

    private static void ConfigureRoles(ModelBuilder model)
    {
        var role = model.Entity<Role>();
        role.ToTable("roles");
        role.Property(row => row.Name).IsRequired().HasMaxLength(32).IsUnicode(false);
        role.Property(row => row.NormalizedName).IsRequired().HasMaxLength(32).IsUnicode(false);
        role.Ignore(row => row.ConcurrencyStamp);
        role.HasIndex(row => row.NormalizedName).IsUnique();
        role.HasData(
            RoleRow("0198d8a0-0000-7000-8000-000000000001", Platform.Web.Roles.Admin),
            RoleRow("0198d8a0-0000-7000-8000-000000000002", Platform.Web.Roles.Staff),
            RoleRow("0198d8a0-0000-7000-8000-000000000003", Platform.Web.Roles.Customer)
        );

        var given = model.Entity<AccountRole>();
        given.ToTable("account_roles");
        given.HasKey(row => new { row.UserId, row.RoleId });
        given.Property(row => row.UserId).HasColumnName("account_id");
        given.HasOne(row => row.Role).WithMany().HasForeignKey(row => row.RoleId);
    }

    private static Role RoleRow(string id, string name) =>
        new()
        {
            Id = Guid.Parse(id),
            Name = name,
            NormalizedName = name,
        };
}
