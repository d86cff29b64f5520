using Microsoft.AspNetCore.Identity;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Users.Domain;

/// <summary>
/// Somebody who signs in. Password hash, security stamp and the count of failed sign-ins are ASP.NET Core Identity's; what is
/// declared here is ours.
/// </summary>
internal sealed class Account : IdentityUser<Guid>
{
    public const int MaxDisplayName = 100;
    public const int MaxPhoneNumber = 16;
    public const int MinPassword = 10;
    public const int MaxPassword = 128;

    // For the database.
    private Account() => LockoutEnabled = true;

    /// <summary>What the person wants to be called.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>Name and address in lower case, to search in.</summary>
    public string SearchText { get; private set; } = "";

    /// <summary>When an administrator locked the account, if one has.</summary>
    public DateTime? LockedAt { get; private set; }

    /// <summary>When the account was opened.</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>Counts changes of the profile alone, unlike a version of the row, which a stranger's failed sign-in would change too.</summary>
    public int ProfileVersion { get; private set; } = 1;

    /// <summary>The roles; see <see cref="Roles"/>.</summary>
    public ICollection<AccountRole> Roles { get; } = [];

    /// <param name="email">A normalised address; see <see cref="EmailAddress"/>.</param>
    /// <param name="displayName">What the person wants to be called.</param>
    /// <param name="phoneNumber">In E.164 form.</param>
    /// <param name="passwordHash">The password as Identity hashed it.</param>
    /// <param name="now">The time.</param>
    public static Account Open(string email, string displayName, string? phoneNumber, string passwordHash, DateTime now) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Email = email,
            DisplayName = displayName,
            PhoneNumber = phoneNumber,
            SearchText = SearchTextOf(displayName, email),
            PasswordHash = passwordHash,
            CreatedAt = now,
        };

    /// <summary>Whether nobody can sign in: an administrator locked the account, or too many wrong passwords did for a while.</summary>
    public bool IsLocked(DateTime now) => LockedAt is not null || LockoutEnd?.UtcDateTime > now;

    /// <summary>
    /// Whether sessions that have begun end: only an administrator ends them. Anybody can type wrong passwords for an account.
    /// </summary>
    public bool EndsSessions => LockedAt is not null;

    /// <summary>Changes what the person says about themselves.</summary>
    public void ChangeProfile(string displayName, string? phoneNumber, int? expectedVersion)
    {
        if (expectedVersion is not null && expectedVersion != ProfileVersion)
        {
            throw ProblemException.Stale();
        }

        DisplayName = displayName;
        PhoneNumber = phoneNumber;
        SearchText = SearchTextOf(displayName, Email!);
        ProfileVersion++;
    }

    /// <summary>Locks the account until an administrator unlocks it.</summary>
    public void Lock(DateTime now) => LockedAt ??= now;

    /// <summary>Lets the account sign in again, whatever locked it.</summary>
    public void Unlock()
    {
        LockedAt = null;
        LockoutEnd = null;
        AccessFailedCount = 0;
    }

    private static string SearchTextOf(string displayName, string email) => $"{displayName.ToLowerInvariant()} {email}";
}

/// <summary>A role; its name is one of <see cref="Roles"/>.</summary>
internal sealed class Role : IdentityRole<Guid>;

/// <summary>That an account has a role.</summary>
internal sealed class AccountRole : IdentityUserRole<Guid>
{
    public Role Role { get; private set; } = null!;
}
