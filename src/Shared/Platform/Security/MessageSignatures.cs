using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MonolithFirst.Platform.Security;

/// <summary>
/// Proves that a message on a broker's queue was put there by a process of this system (<c>Placement:Secrets</c>; the first signs, all
/// are accepted). It says when it was made and does not end: a message may wait for days. Sent again, it is the same message, which the
/// inbox knows.
/// </summary>
internal sealed class MessageSignatures(IReadOnlyList<string> secrets, TimeProvider clock)
{
    private const string Use = "monolithfirst message";

    private readonly IReadOnlyList<byte[]> keys =
    [
        // Not the key of service credentials: what was signed for one use must not pass for the other.
        .. secrets.Select(secret => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Use))),
    ];

    /// <summary>The signature of a message that leaves for the module's queue now.</summary>
    /// <param name="module">The module whose queue it goes to; on another one it is not good.</param>
    /// <param name="message">All of it, as it goes on the wire: identity, service name, headers and body.</param>
    public string Sign(string module, ReadOnlySpan<byte> message)
    {
        var made = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return made + "." + Convert.ToHexStringLower(Hash(keys[0], made, module, message));
    }

    /// <summary>Whether a process of this system signed just this, for this module's queue.</summary>
    public bool IsGood(string? signature, string module, ReadOnlySpan<byte> message)
    {
        if (signature?.Split('.') is not [var made, { Length: HMACSHA256.HashSizeInBytes * 2 } hex] || !hex.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        var signed = Convert.FromHexString(hex);
        foreach (var key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(signed, Hash(key, made, module, message)))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Hash(byte[] key, string made, string module, ReadOnlySpan<byte> message)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{made}\n{module}\n"));
        hash.AppendData(message);
        return hash.GetHashAndReset();
    }
}
