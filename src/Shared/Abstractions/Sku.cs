using System.Text.RegularExpressions;

namespace MonolithFirst.Abstractions;

/// <summary>
/// The stock-keeping unit: what everybody calls a product by. Upper-case letters, digits, dots, hyphens and underscores, so that it
/// can be part of an address and compares byte by byte on every database.
/// </summary>
public static partial class Sku
{
    /// <summary>The most characters.</summary>
    public const int MaxLength = 40;

    /// <summary>The one way in which it is kept: without spaces around it, in upper case.</summary>
    public static string Normalise(string sku) => sku.Trim(' ').ToUpperInvariant();

    /// <summary>Whether a normalised SKU is well-formed.</summary>
    public static bool IsValid(string sku) => sku.Length <= MaxLength && Form().IsMatch(sku);

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9._-]*\z")]
    private static partial Regex Form();
}
