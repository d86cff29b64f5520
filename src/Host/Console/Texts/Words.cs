using System.Globalization;
using MonolithFirst.Host.Console.Access;

namespace MonolithFirst.Host.Console.Texts;

/// <summary>The console's words in the viewer's language.</summary>
internal sealed class Words(Viewer viewer)
{
    /// <summary>The word for the key; the key itself where there is none, such as a status that is newer than the words.</summary>
    public string this[string key] => Find(key) ?? key[(key.LastIndexOf('.') + 1)..];

    /// <summary>The same with values in its places.</summary>
    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The word for the key, if there is one.</summary>
    public string? Find(string key) => Language.Words(viewer.Language).GetValueOrDefault(key);

    /// <summary>
    /// A count with what it counts: the word <c>key.one</c> for one where the language has such a word, otherwise <c>key.other</c>.
    /// </summary>
    public string Counted(string key, long count) =>
        string.Format(CultureInfo.InvariantCulture, (count == 1 ? Find(key + ".one") : null) ?? this[key + ".other"], count);
}
