using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using MonolithFirst.Host.Console.Access;
using MonolithFirst.Host.Console.Api;
using MonolithFirst.Host.Console.Texts;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>The console's words for what the API refuses.</summary>
public sealed partial class FailureWordTests
{
    private const string Prefix = "failure.";

    /// <summary>Names that look like codes: of templates of notifications, and of a client.</summary>
    private static readonly HashSet<string> OtherNames = ["orders.confirmed", "orders.rejected", "orders.cancelled", "notifications.send"];

    /// <summary>Every code that stands in the source, with the values that are named in the same statement.</summary>
    private static readonly ILookup<string, HashSet<string>> Codes = new[] { "src/Modules", "src/Shared", "src/Host/Console/Api" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(File.ReadAllText)
        .SelectMany(source => Code().Matches(source).Select(code => (Code: code.Groups[1].Value, Values: ValuesNamedBehind(source, code))))
        .Where(found => !OtherNames.Contains(found.Code))
        .ToLookup(found => found.Code, found => found.Values);

    [Fact]
    public void Every_code_that_the_api_can_answer_with_has_words_in_every_language_and_no_word_is_of_a_code_that_is_gone()
    {
        Assert.True(Codes.Count > 100, $"{Codes.Count}");
        foreach (var (tag, words) in WordTests.Languages)
        {
            var said = words
                .Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(key => key[Prefix.Length..])
                .ToList();
            Assert.Empty(Codes.Select(code => code.Key).Except(said).Select(code => $"{tag}.json has no words for {Prefix}{code}"));
            Assert.Empty(said.Except(Codes.Select(code => code.Key)).Select(code => $"{tag}.json: there is no code {code} any more"));
        }
    }

    [Fact]
    public void What_the_words_need_is_named_wherever_the_code_is_answered() =>
        Assert.Empty(
            from code in Codes
            from Match place in Place().Matches(WordTests.Languages["en"][Prefix + code.Key])
            let name = place.Groups[1].Value
            where name != "field" && code.Any(values => !values.Contains(name))
            select $"{code.Key} is answered without {name}"
        );

    [Fact]
    public void A_reason_is_said_with_its_values_and_its_field() =>
        Assert.Equal(
            "“数量”必须在 1 到 10000 之间。",
            Chinese().Find(new Reason("validation.out_of_range", "", Values(("from", "1"), ("to", "10000")), "quantity"))
        );

    [Theory]
    [InlineData("orders.newer_than_this")]
    [InlineData("inventory.out_of_stock")]
    [InlineData(null)]
    public void A_reason_without_words_or_without_the_values_for_them_is_left_to_the_api(string? code) =>
        Assert.Null(Chinese().Find(new Reason(code, "Only 3 are left.", Values(("sku", "CUP")))));

    private static FailureWords Chinese()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.AcceptLanguage = "zh-CN";
        return new FailureWords(new Words(new Viewer(new HttpContextAccessor { HttpContext = context })));
    }

    private static Dictionary<string, string> Values(params IEnumerable<(string Name, string Value)> values) =>
        values.ToDictionary(value => value.Name, value => value.Value);

    private static HashSet<string> ValuesNamedBehind(string source, Match code)
    {
        // Sentences have semicolons too, but do not end a line with one.
        var end = source.IndexOf(";\n", code.Index, StringComparison.Ordinal);
        end = code.NextMatch() is { Success: true } next ? Math.Min(end, next.Index) : end;
        return [.. Named().Matches(source[code.Index..end]).Select(name => name.Groups[1].Value)];
    }

    [GeneratedRegex(
        @"""((?:auth|http|concurrency|platform|validation|idempotency|jobs|users|catalog|inventory|orders|payments|notifications|reporting)\.[a-z_]*[a-z])"""
    )]
    private static partial Regex Code();

    /// <summary>As in <c>("sku", sku)</c> or <c>["sku"] = sku</c>.</summary>
    [GeneratedRegex(@"[(\[]""(\w+)""[,\]]")]
    private static partial Regex Named();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
