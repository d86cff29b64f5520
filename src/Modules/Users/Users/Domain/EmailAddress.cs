using System.Text;
using System.Text.RegularExpressions;

namespace MonolithFirst.Users.Domain;

/// <summary>
/// An e-mail address as accounts are known by: ASCII, lower case. Letters beyond ASCII are refused, because some look like others
/// and databases disagree on which are equal; the domain of such an address has an ASCII form (punycode).
/// </summary>
internal static partial class EmailAddress
{
    public const int MaxLength = 254;
    private const int MaxLocalLength = 64;

    /// <summary>The address without surrounding blanks and in lower case, or null when it is none.</summary>
    public static string? Normalise(string? text)
    {
        var address = text?.Trim();
        if (address is not { Length: > 0 and <= MaxLength } || !Ascii.IsValid(address))
        {
            return null;
        }

        address = address.ToLowerInvariant();
        return address.IndexOf('@', StringComparison.Ordinal) <= MaxLocalLength && AddressPattern().IsMatch(address) ? address : null;
    }

    // RFC 5321's mailbox without quoted strings and address literals, which no mail provider gives out.
    [GeneratedRegex(
        @"\A[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\z"
    )]
    private static partial Regex AddressPattern();
}
