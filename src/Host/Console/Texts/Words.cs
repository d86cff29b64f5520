using System.Globalization;
using System.Text.RegularExpressions;
using MonolithFirst.Host.Console.Access;

namespace MonolithFirst.Host.Console.Texts;

/// <summary>The console's words in the viewer's language.</summary>
internal sealed partial class Words(Viewer viewer)
{
    /// <summary>The word for the key; the key itself where there is none, such as a status that is newer than the words.</summary>
    public string this[string key] => Find(key) ?? key[(key.LastIndexOf('.') + 1)..];

    /// <summary>The same with values in its places.</summary>
    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The word for the key, if there is one.</summary>
    public string? Find(string key) => Language.Words(viewer.Language).GetValueOrDefault(key);

    /// <summary>
    /// The word for so many, with a place for the number: <c>key.one</c> for one where the language has such a word, otherwise
    /// <c>key.other</c>.
    /// </summary>
    public string ForCount(string key, long count) => (count == 1 ? Find(key + ".one") : null) ?? this[key + ".other"];

    /// <summary>Words in pieces: each text with the place of the value behind it, which the last one may lack.</summary>
    public static IEnumerable<(string Text, int? Place)> Pieces(string words)
    {
        var end = 0;
        foreach (Match place in Place().Matches(words))
        {
            yield return (words[end..place.Index], words[place.Index + 1] - '0');
            end = place.Index + place.Length;
        }

        yield return (words[end..], null);
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
