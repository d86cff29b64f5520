using System.Globalization;
using MonolithFirst.Host.Console.Access;

namespace MonolithFirst.Host.Console.Texts;

/// <summary>The console's words in the viewer's language.</summary>
internal sealed class Words(Viewer viewer)
{
    /// <summary>The word for the key; the key itself where there is none, such as a status that is newer than the words.</summary>
    public string this[string key] => Language.Words(viewer.Language).GetValueOrDefault(key) ?? key[(key.LastIndexOf('.') + 1)..];

    /// <summary>Whether there is a word for the key.</summary>
    public bool Has(string key) => Language.Words(viewer.Language).ContainsKey(key);

    /// <summary>The same with values in its places.</summary>
    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[key], values);
}
