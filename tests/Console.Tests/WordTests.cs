using System.Text.Json;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>The words of the console.</summary>
public sealed partial class WordTests
{
    private static readonly string Console = Path.Combine(SourceTree.Root, "src", "Host", "Console");

    internal static readonly Dictionary<string, Dictionary<string, string>> Languages = Directory
        .GetFiles(Path.Combine(Console, "Texts"), "*.json")
        .ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!
        );

    [Fact]
    public void Every_language_has_the_same_words_with_the_same_places_for_values()
    {
        Assert.Superset(new HashSet<string> { "en", "zh" }, Languages.Keys.ToHashSet());
        var english = Languages["en"];
        Assert.DoesNotContain(english.Keys, IsOfTheApi);
        foreach (var (tag, words) in Languages)
        {
            var own = words.Where(word => !IsOfTheApi(word.Key)).ToList();
            Assert.Equal(english.Keys.Where(IsInEveryLanguage).Order(), own.Select(word => word.Key).Where(IsInEveryLanguage).Order());
            Assert.All(own, word => Assert.Equal(PlacesOf(english[word.Key]), PlacesOf(word.Value)));
            Assert.DoesNotContain(words.Values, string.IsNullOrWhiteSpace);
            Assert.True(tag == "en" || own.Count(word => word.Value == english[word.Key]) < own.Count / 10, tag);
        }
    }

    [Fact]
    public void Whatever_is_counted_has_a_word_for_one_in_english_and_a_word_for_more_in_every_language()
    {
        var counted = Languages["en"].Keys.Where(key => !IsInEveryLanguage(key)).Select(WithoutForm).ToHashSet();

        Assert.NotEmpty(counted);
        Assert.All(Languages.Values, words => Assert.Superset(counted.Select(key => key + ".other").ToHashSet(), words.Keys.ToHashSet()));
        var both = Languages["en"].Keys.Where(key => key.EndsWith(".other", StringComparison.Ordinal)).Select(WithoutForm);
        Assert.Equal(counted.Order(), both.Order());
    }

    [Fact]
    public void Every_word_that_the_console_asks_for_is_there_in_every_language()
    {
        var topics = Languages["en"].Keys.Select(TopicOf).ToHashSet();
        var sources = Directory
            .EnumerateFiles(Console, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".razor" or ".cs")
            .Select(File.ReadAllText)
            .ToList();
        var asked = sources
            .SelectMany(text => Asked().Matches(text).Select(match => match.Groups[1].Value))
            .Where(key => topics.Contains(TopicOf(key)))
            .Concat(sources.SelectMany(text => Done().Matches(text).Select(match => "done." + match.Groups[1].Value)))
            .ToHashSet();

        Assert.True(asked.Count > 150, $"{asked.Count}");
        foreach (var (tag, words) in Languages)
        {
            Assert.Empty(asked.Where(key => !IsIn(words, key)).Select(key => $"{tag}: {key}"));
        }
    }

    /// <summary>What reports are called and are about is said in English by the API, and needs no word in any other language.</summary>
    private static bool IsOfTheApi(string key) =>
        key.StartsWith("report.", StringComparison.Ordinal) || key.EndsWith(".about", StringComparison.Ordinal);

    /// <summary>Not every language writes one thing otherwise than several.</summary>
    private static bool IsInEveryLanguage(string key) => !key.EndsWith(".one", StringComparison.Ordinal);

    private static string WithoutForm(string key) => key[..key.LastIndexOf('.')];

    private static IEnumerable<string> PlacesOf(string words) => Place().Matches(words).Select(match => match.Value).Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    private static string TopicOf(string key) => key.Split('.')[0];

    /// <summary>Whether there is the word, or that for a number of things; of a key that ends with a point, the first of some words.</summary>
    private static bool IsIn(Dictionary<string, string> words, string key) =>
        key.EndsWith('.')
            ? words.Keys.Any(word => word.StartsWith(key, StringComparison.Ordinal))
            : words.ContainsKey(key) || words.ContainsKey(key + ".other");

    /// <summary>A literal that can be a key, or begins one.</summary>
    [GeneratedRegex(@"""([a-z]\w*\.(?:[a-z0-9][\w.]*)?)[""{]")]
    private static partial Regex Asked();

    [GeneratedRegex(@"\bDone=""(\w+)""")]
    private static partial Regex Done();
}
