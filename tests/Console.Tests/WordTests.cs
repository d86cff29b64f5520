using System.Text.Json;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>The words of the console.</summary>
public sealed partial class WordTests
{
    private static readonly string Console = Path.Combine(SourceTree.Root, "src", "Host", "Console");

    private static readonly Dictionary<string, Dictionary<string, string>> Languages = Directory
        .GetFiles(Path.Combine(Console, "Texts"), "*.json")
        .ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!
        );

    [Fact]
    public void Every_language_has_the_same_words_with_the_same_places_for_values()
    {
        Assert.Superset(new HashSet<string> { "en", "zh" }, Languages.Keys.ToHashSet());
        foreach (var (tag, words) in Languages)
        {
            Assert.Equal(Languages["en"].Keys.Order(), words.Keys.Order());
            Assert.All(words, word => Assert.Equal(PlacesOf(Languages["en"][word.Key]), PlacesOf(word.Value)));
            Assert.DoesNotContain(words.Values, string.IsNullOrWhiteSpace);
            Assert.True(tag == "en" || words.Count(word => word.Value == Languages["en"][word.Key]) < words.Count / 10, tag);
        }
    }

    [Fact]
    public void Every_word_that_a_page_asks_for_is_there()
    {
        var asked = Directory
            .EnumerateFiles(Console, "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => Asked().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();

        Assert.True(asked.Count > 50);
        Assert.Empty(asked.Except(Languages["en"].Keys));
    }

    private static IEnumerable<string> PlacesOf(string words) => Place().Matches(words).Select(match => match.Value).Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"Words\[""([\w.]*\w)""[\],]")]
    private static partial Regex Asked();
}
