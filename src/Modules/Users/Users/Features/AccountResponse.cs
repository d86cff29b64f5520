using System.Linq.Expressions;
using System.Text.Json.Serialization;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;

namespace MonolithFirst.Users.Features;

/// <summary>What an account says about its person, for that person.</summary>
/// <param name="Id">The account.</param>
/// <param name="Email">The address to sign in with.</param>
/// <param name="DisplayName">What the person wants to be called.</param>
/// <param name="PhoneNumber">In E.164 form, if known.</param>
/// <param name="CreatedAt">When the account was opened.</param>
internal sealed record Profile(Guid Id, string Email, string DisplayName, string? PhoneNumber, DateTime CreatedAt)
{
    /// <summary>What the ETag says.</summary>
    [JsonIgnore]
    public int Version { get; private init; }

    public static Profile Of(Account account) =>
        new(account.Id, account.Email!, account.DisplayName, account.PhoneNumber, account.CreatedAt) { Version = account.ProfileVersion };
}

/// <summary>An account as administrators see it.</summary>
/// <param name="Id">The account.</param>
/// <param name="Email">The address to sign in with.</param>
/// <param name="DisplayName">What the person wants to be called.</param>
/// <param name="PhoneNumber">In E.164 form, if known.</param>
/// <param name="Roles">The account's roles.</param>
/// <param name="IsLocked">Whether nobody can sign in.</param>
/// <param name="LockedAt">When an administrator locked it, if one has.</param>
/// <param name="LockedUntil">When it can sign in again after wrong passwords; may have passed.</param>
/// <param name="CreatedAt">When it was opened.</param>
internal sealed record AccountResponse(
    Guid Id,
    string Email,
    string DisplayName,
    string? PhoneNumber,
    IReadOnlyList<string> Roles,
    bool IsLocked,
    DateTime? LockedAt,
    DateTimeOffset? LockedUntil,
    DateTime CreatedAt
)
{
    public static Expression<Func<Account, AccountResponse>> Row(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return account => new AccountResponse(
            account.Id,
            account.Email!,
            account.DisplayName,
            account.PhoneNumber,
            account.Roles.Select(given => given.Role.Name!).OrderBy(name => name).ToList(),
            account.LockedAt != null || account.LockoutEnd > now,
            account.LockedAt,
            account.LockoutEnd,
            account.CreatedAt
        );
    }

    public static ProblemException NotFound() => ProblemException.NotFound("users.not_found", "There is no such account.");
}
