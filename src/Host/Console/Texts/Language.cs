using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;

namespace MonolithFirst.Host.Console.Texts;

/// <summary>A language of the console, with its words from the file of its name.</summary>
internal sealed class Language
{
    public const string Default = "en";

    /// <summary>All of them, by tag, with their own names.</summary>
    public static readonly IReadOnlyList<(string Tag, string Name)> All = [("en", "English"), ("zh", "中文")];

    private static readonly ConcurrentDictionary<string, FrozenDictionary<string, string>> Read = new();

    /// <summary>The tag of the language that there is for this one, which may name a region; null when there is none.</summary>
    public static string? From(string? tag) => All.Select(language => language.Tag).FirstOrDefault(known => known == tag?.Split('-')[0]);

    /// <summary>The words of a language, by key.</summary>
    public static FrozenDictionary<string, string> Words(string tag) => Read.GetOrAdd(tag, Load);

    private static FrozenDictionary<string, string> Load(string tag)
    {
        using var file = typeof(Language).Assembly.GetManifestResourceStream($"texts.{tag}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(file)!.ToFrozenDictionary();
    }
}
