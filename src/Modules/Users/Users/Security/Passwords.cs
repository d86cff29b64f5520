using System.Security.Cryptography;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;

namespace MonolithFirst.Users.Security;

/// <summary>
/// Hashes and checks passwords with Identity's hasher, always before a transaction begins: a hash takes as long as a hundred
/// statements, and locks are not to be held meanwhile.
/// </summary>
internal sealed class Passwords(IPasswordHasher<Account> hasher)
{
    // What a password is checked against where there is no account, so that the answer takes as long.
    private readonly Lazy<string> nobodys = new(() => hasher.HashPassword(null!, RandomNumberGenerator.GetHexString(32)));

    public string Hash(string password) => hasher.HashPassword(null!, password);

    /// <summary>Checks a password against an account's hash; takes as long where there is none.</summary>
    public PasswordCheck Check(Guid? accountId, string? hash, string password)
    {
        var result = hasher.VerifyHashedPassword(null!, hash ?? nobodys.Value, password);
        if (accountId is null || hash is null || result == PasswordVerificationResult.Failed)
        {
            return new PasswordCheck(accountId, hash, IsRight: false, Rehashed: null);
        }

        var outdated = result == PasswordVerificationResult.SuccessRehashNeeded;
        return new PasswordCheck(accountId, hash, IsRight: true, Rehashed: outdated ? Hash(password) : null);
    }
}

/// <summary>What checking a password came to. Whoever acts on it sees to it that the account still has the hash it was checked against.</summary>
/// <param name="AccountId">The account, if there is one.</param>
/// <param name="Hash">The hash that the password was checked against.</param>
/// <param name="IsRight">Whether the password is the account's.</param>
/// <param name="Rehashed">The same password hashed anew, where its hash is of an older kind.</param>
internal sealed record PasswordCheck(Guid? AccountId, string? Hash, bool IsRight, string? Rehashed);

/// <summary>The rules that a new password must keep: long enough to be hard to guess, and no demands that make people write it down.</summary>
internal static class PasswordRules
{
    public static IRuleBuilderOptions<T, string?> NewPassword<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(password => password is null || password.Length is >= Account.MinPassword and <= Account.MaxPassword)
            .Says(
                "validation.password_length",
                $"'{{PropertyName}}' has {Account.MinPassword} to {Account.MaxPassword} characters.",
                ("from", Account.MinPassword),
                ("to", Account.MaxPassword)
            )
            .Must(password => password is null || !password.Any(char.IsControl))
            .Says("validation.control_characters", "'{PropertyName}' must not contain control characters.")
            .Must(password => password is null || password.Distinct().Count() > 3)
            .Says("validation.password_too_plain", "'{PropertyName}' has at least 4 different characters.");
}
