namespace MonolithFirst.Users.Domain;

/// <summary>A key pair that access tokens are signed with, in its turn.</summary>
internal sealed class SigningKey
{
    public const int MaxPrivateKey = 1024;

    private SigningKey() { }

    /// <summary>Counts from 1. It is the primary key, so that of several instances that make the next key at once, one does.</summary>
    public int Generation { get; private set; }

    /// <summary>The key's <c>kid</c>.</summary>
    public Guid Id { get; private set; }

    /// <summary>PKCS#8 in Base64, encrypted where <see cref="IsEncrypted"/> says so.</summary>
    public string PrivateKey { get; private set; } = "";

    public bool IsEncrypted { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>From when on it signs, until its successor does. It is published from its creation.</summary>
    public DateTime SignsFrom { get; private set; }

    public static SigningKey Make(int generation, string privateKey, bool isEncrypted, DateTime now, DateTime signsFrom) =>
        new()
        {
            Generation = generation,
            Id = Guid.NewGuid(),
            PrivateKey = privateKey,
            IsEncrypted = isEncrypted,
            CreatedAt = now,
            SignsFrom = signsFrom,
        };
}

/// <summary>When a key is made, signs, and is forgotten.</summary>
internal static class KeySchedule
{
    /// <summary>How long a key is published before it signs: far longer than any copy of the published keys lives.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromHours(1);

    // For clocks that differ, and instances that ran with a longer lifetime of tokens.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>From when on the next key is to sign, or null while none is needed.</summary>
    public static DateTime? NextSignsFrom(IReadOnlyCollection<SigningKey> keys, DateTime now, TimeSpan keyLifetime)
    {
        if (keys.Count == 0)
        {
            return now;
        }

        return keys.Max(key => key.SignsFrom) + keyLifetime <= now ? now + Notice : null;
    }

    /// <summary>The key that signs now.</summary>
    public static SigningKey Signing(IReadOnlyCollection<SigningKey> keys, DateTime now) =>
        // Where a clock is behind that of the instance that made the first key, that key is still the one.
        keys.Where(key => key.SignsFrom <= now).MaxBy(key => key.Generation)
        ?? keys.MinBy(key => key.Generation)!;

    /// <summary>The keys whose last token has expired.</summary>
    public static IReadOnlyList<SigningKey> Spent(IReadOnlyCollection<SigningKey> keys, DateTime now, TimeSpan tokenLifetime) =>
        [
            .. keys.Where(key =>
                keys.Any(successor => successor.Generation > key.Generation && successor.SignsFrom + tokenLifetime + Margin < now)
            ),
        ];
}
