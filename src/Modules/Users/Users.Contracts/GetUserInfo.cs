using MonolithFirst.Abstractions;

namespace MonolithFirst.Users.Contracts;

/// <summary>Who an account belongs to, and how to reach that person.</summary>
/// <param name="UserId">The account.</param>
[ServiceName("users_get_info")]
public sealed record GetUserInfo(Guid UserId) : IQuery<UserInfo>;

/// <summary>The answer to <see cref="GetUserInfo"/>.</summary>
/// <param name="Found">Whether there is such an account; where there is none, the rest is empty.</param>
/// <param name="UserId">The account asked for.</param>
/// <param name="Email">The address that the account signs in with.</param>
/// <param name="DisplayName">What the person wants to be called.</param>
/// <param name="PhoneNumber">In E.164 form, for example +4930123456, if known.</param>
/// <param name="IsLocked">Whether the account is locked by an administrator or after wrong passwords.</param>
/// <param name="Roles">The account's roles.</param>
public sealed record UserInfo(
    bool Found,
    Guid UserId,
    string? Email = null,
    string? DisplayName = null,
    string? PhoneNumber = null,
    bool IsLocked = false,
    IReadOnlyList<string>? Roles = null
);
