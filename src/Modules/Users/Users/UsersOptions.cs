using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Users;

/// <summary>The settings below <c>users</c>.</summary>
internal sealed class UsersOptions
{
    /// <summary>How long an access token is good; role changes and locks take that long to reach every process.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a refresh token is good; each refresh begins it anew.</summary>
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How long after an exchange a refresh token may come once more, from a client that asked several times at once or did not get the
    /// answer, and gives the same successor.
    /// </summary>
    public TimeSpan RefreshTokenGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a key signs before the next one takes over.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What private keys are encrypted with in the database; without it, only the schema's own account guards them.</summary>
    public string? KeyEncryptionSecret { get; init; }

    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA-512 that a password is hashed with. A stored hash of fewer is replaced when its owner next signs in;
    /// one of more stays. ASP.NET Core Identity's own number is 100,000.
    /// </summary>
    public int PasswordHashIterations { get; init; } = 100_000;

    /// <summary>Wrong passwords in a row after which an account is locked for a while.</summary>
    public int LockoutAfter { get; init; } = 5;

    /// <summary>How long it is then locked.</summary>
    public TimeSpan LockoutTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The administrator who is made while there is none.</summary>
    public FirstAdministratorOptions FirstAdministrator { get; init; } = new();

    /// <exception cref="ModuleSetupException">A value is not what it should be.</exception>
    public static UsersOptions From(IConfigurationSection settings)
    {
        var options = settings.Read<UsersOptions>();

        Refuse(options.AccessTokenLifetime < TimeSpan.FromSeconds(5), "users:AccessTokenLifetime is at least 5 seconds.");
        Refuse(options.AccessTokenLifetime > TimeSpan.FromHours(1), "users:AccessTokenLifetime is at most one hour.");
        Refuse(
            options.RefreshTokenLifetime < options.AccessTokenLifetime || options.RefreshTokenLifetime > TimeSpan.FromDays(365),
            "users:RefreshTokenLifetime is at least users:AccessTokenLifetime, and at most 365 days."
        );
        Refuse(
            options.RefreshTokenGrace < TimeSpan.Zero || options.RefreshTokenGrace > TimeSpan.FromMinutes(2),
            "users:RefreshTokenGrace is at most 2 minutes."
        );
        Refuse(
            options.KeyLifetime < TimeSpan.FromDays(1) || options.KeyLifetime > TimeSpan.FromDays(3650),
            "users:KeyLifetime is 1 to 3650 days."
        );
        Refuse(options.KeyEncryptionSecret is { Length: < 16 }, "users:KeyEncryptionSecret has at least 16 characters, or is not set.");
        Refuse(
            options.PasswordHashIterations is < 10_000 or > 10_000_000,
            "users:PasswordHashIterations is a number from 10000 to 10000000."
        );
        Refuse(options.LockoutAfter is < 1 or > 100, "users:LockoutAfter is a number from 1 to 100.");
        Refuse(
            options.LockoutTime < TimeSpan.FromSeconds(1) || options.LockoutTime > TimeSpan.FromDays(365),
            "users:LockoutTime is 1 second to 365 days."
        );
        return options;
    }

    private static void Refuse(bool wrong, string what)
    {
        if (wrong)
        {
            throw new ModuleSetupException(what);
        }
    }
}

/// <summary>The settings below <c>users:FirstAdministrator</c>.</summary>
internal sealed class FirstAdministratorOptions
{
    /// <summary>The address to sign in with.</summary>
    public string Email { get; init; } = "admin@localhost";

    /// <summary>The password; a random one is made and printed when none is set.</summary>
    public string? Password { get; init; }
}
