using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace MonolithFirst.Users.Domain;

/// <summary>
/// What a client gets new tokens with, once. Each refresh gives a successor of the same family, which is one sign-in on one device.
/// Only the hash is kept; the family's rows are deleted when it ends.
/// </summary>
internal sealed class RefreshToken
{
    /// <summary>The longest text that is looked up as one.</summary>
    public const int MaxSecret = 128;

    private const int SecretBytes = 32;

    private RefreshToken() { }

    public Guid Id { get; private set; }

    public Guid FamilyId { get; private set; }

    public Guid AccountId { get; private set; }

    /// <summary>SHA-256 in hexadecimal. The secret is random and long, so a slow hash would add nothing.</summary>
    public string Hash { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public DateTime ExpiresAt { get; private set; }

    /// <summary>When it was exchanged for its successor.</summary>
    public DateTime? UsedAt { get; private set; }

    /// <summary>The first token of a new family, and the secret that the client is given.</summary>
    public static (RefreshToken Row, string Secret) First(Guid accountId, DateTime now, TimeSpan lifetime) =>
        Make(accountId, Guid.CreateVersion7(), now, lifetime);

    /// <summary>Exchanges this token for its successor. Call it only when <see cref="StateAt"/> says that it is good.</summary>
    public (RefreshToken Row, string Secret) Exchange(DateTime now, TimeSpan lifetime)
    {
        UsedAt = now;
        return Make(AccountId, FamilyId, now, lifetime);
    }

    /// <summary>What presenting the token means.</summary>
    /// <param name="now">The time.</param>
    /// <param name="askedAt">When the request that presents it arrived.</param>
    public RefreshTokenState StateAt(DateTime now, DateTime askedAt)
    {
        if (UsedAt is not null)
        {
            return askedAt > UsedAt ? RefreshTokenState.Reused : RefreshTokenState.JustUsed;
        }

        return now < ExpiresAt ? RefreshTokenState.Good : RefreshTokenState.Expired;
    }

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static (RefreshToken Row, string Secret) Make(Guid accountId, Guid familyId, DateTime now, TimeSpan lifetime)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretBytes));
        var row = new RefreshToken
        {
            Id = Guid.CreateVersion7(),
            FamilyId = familyId,
            AccountId = accountId,
            Hash = HashOf(secret),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        return (row, secret);
    }
}

/// <summary>What presenting a refresh token means.</summary>
internal enum RefreshTokenState
{
    /// <summary>It may be exchanged.</summary>
    Good,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>
    /// Another request exchanged it while this one was on its way already: a client that asked twice at once. It gets nothing, and the
    /// session goes on with what the other request got.
    /// </summary>
    JustUsed,

    /// <summary>It had been exchanged before it was presented: two parties hold it, and nobody can tell which is the thief.</summary>
    Reused,
}
