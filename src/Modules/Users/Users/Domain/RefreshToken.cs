using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace MonolithFirst.Users.Domain;

/// <summary>
/// What a client gets new tokens with, once. Each refresh gives a successor of the same family, which is one sign-in on one device.
/// A client that asks several times at once, or does not get the answer, gets the same successor again for a short while. Only the hash
/// is kept; the family's rows are deleted when it ends.
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

    /// <summary>
    /// With the token's own secret it gives the successor's. Neither says anything without the other: not the rows to whoever reads them,
    /// and not an old token to whoever finds one.
    /// </summary>
    public string? SuccessorSeed { get; private set; }

    /// <summary>The first token of a new family, and the secret that the client is given.</summary>
    public static (RefreshToken Row, string Secret) First(Guid accountId, DateTime now, TimeSpan lifetime) =>
        Make(accountId, Guid.CreateVersion7(), WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretBytes)), now, lifetime);

    /// <summary>Exchanges this token for its successor. Call it only when <see cref="StateAt"/> says that it is good.</summary>
    /// <param name="secret">What the client presented.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">How long the successor is good.</param>
    public (RefreshToken Row, string Secret) Exchange(string secret, DateTime now, TimeSpan lifetime)
    {
        UsedAt = now;
        SuccessorSeed = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        return Make(AccountId, FamilyId, SuccessorOf(secret), now, lifetime);
    }

    /// <summary>The successor's secret once more. Call it only when <see cref="StateAt"/> says that the token was just used.</summary>
    /// <param name="secret">What the client presented.</param>
    public string SuccessorOf(string secret) =>
        WebEncoders.Base64UrlEncode(HMACSHA256.HashData(Convert.FromHexString(SuccessorSeed!), Encoding.UTF8.GetBytes(secret)));

    /// <summary>What presenting the token means.</summary>
    /// <param name="now">The time.</param>
    /// <param name="askedAt">When the request that presents it arrived.</param>
    /// <param name="grace">How long after it was exchanged it may still come from the client that it belongs to.</param>
    public RefreshTokenState StateAt(DateTime now, DateTime askedAt, TimeSpan grace)
    {
        if (UsedAt is not null)
        {
            return askedAt > UsedAt + grace || SuccessorSeed is null ? RefreshTokenState.Reused : RefreshTokenState.JustUsed;
        }

        return now < ExpiresAt ? RefreshTokenState.Good : RefreshTokenState.Expired;
    }

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static (RefreshToken Row, string Secret) Make(Guid accountId, Guid familyId, string secret, DateTime now, TimeSpan lifetime)
    {
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
    /// It was exchanged at the same time or a moment before: a client that asked twice at once, or did not get the answer. It gets the
    /// same successor. A thief who is so quick does as well, and is found out with the successor, of which there is one.
    /// </summary>
    JustUsed,

    /// <summary>It had been exchanged long before it was presented: two parties hold it, and nobody can tell which is the thief.</summary>
    Reused,
}
