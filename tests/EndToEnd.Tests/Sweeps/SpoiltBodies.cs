using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>Bodies that are a good one but for one place, found by the schema: so optional fields, too, that the good one lacks.</summary>
internal sealed class SpoiltBodies(ApiDocument document, JsonNode good, Nasty nasty)
{
    private const int TextsEach = 12;
    private const int NumbersEach = 5;
    private const string Hole = "\"@hole@\"";

    private readonly string text = good.ToJsonString();

    public IEnumerable<(string What, Func<HttpContent?> Content)> All(JsonElement schema) =>
        Whole()
            .Concat(
                from field in FieldsOf(schema, "")
                from spoilt in InField(field)
                select ($"{spoilt.What} as {field}", Json(spoilt.Text))
            );

    /// <summary>Paths such as <c>lines.0.sku</c> of all fields of the schema.</summary>
    private IEnumerable<string> FieldsOf(JsonElement schema, string path)
    {
        schema = document.Resolved(schema);
        var below =
            schema.TryGetProperty("properties", out var fields) ? fields.EnumerateObject().Select(field => (field.Name, field.Value))
            : schema.TryGetProperty("items", out var items) ? [("0", items)]
            : [];
        foreach (var (name, child) in below)
        {
            var at = path.Length == 0 ? name : path + "." + name;
            yield return at;
            foreach (var deeper in FieldsOf(child, at))
            {
                yield return deeper;
            }
        }
    }

    private IEnumerable<(string What, string Text)> InField(string path)
    {
        string[] wrong =
        [
            "null",
            "true",
            "false",
            "7",
            "-1",
            "0",
            "1.5",
            "\"\"",
            "\"text\"",
            "{}",
            "[]",
            "[null]",
            "[{}]",
            "{\"a\":{\"b\":[]}}",
        ];
        foreach (var value in wrong)
        {
            yield return (value, Filled(path, value));
        }

        yield return ("nothing", Without(path));
        yield return ("an unknown field beside", Beside(path, "\"colour\":1"));
        yield return ("a field that is too deep", Filled(path, Nested(70)));
        yield return ("a very deep field", Filled(path, Nested(5_000)));
        yield return ("itself again", Beside(path, $"\"{NameOf(path)}\":1"));
        yield return ("itself in capitals", Beside(path, $"\"{NameOf(path).ToUpperInvariant()}\":1"));
        foreach (var surrogate in (string[])["\"\\ud800\"", "\"a\\udc00\\ud800b\"", "\"\\ud83d\"", "\"\\u0000\"", "\"\\x\"", "\"\n\""])
        {
            yield return (surrogate, Filled(path, surrogate));
        }

        foreach (var nastyText in nasty.Texts(TextsEach))
        {
            var quoted = JsonSerializer.Serialize(nastyText);
            yield return (quoted[..Math.Min(quoted.Length, 40)], Filled(path, quoted));
        }

        foreach (var number in nasty.Numbers(NumbersEach))
        {
            yield return (number, Filled(path, number));
        }

        yield return ("a text of 60 thousand characters", Filled(path, "\"" + new string('A', 60_000) + "\""));
        yield return ("a list of ten thousand", Filled(path, "[" + string.Join(',', Enumerable.Repeat("1", 10_000)) + "]"));
    }

    private IEnumerable<(string What, Func<HttpContent?> Content)> Whole()
    {
        string[] texts =
        [
            "",
            " ",
            "null",
            "true",
            "42",
            "\"text\"",
            "[]",
            "{}",
            "{",
            "{\"\":1}",
            text[..(text.Length / 2)],
            text + text,
            text[..^1] + ",}",
            "/* */" + text,
            "[" + text + "]",
            text.Replace('"', '\''),
            new('[', 20_000),
            Nested(63),
            new(' ', 50_000),
            "{\"" + new string('x', 70_000) + "\":1}",
            text + new string(' ', 70_000),
        ];
        foreach (var whole in texts)
        {
            yield return ($"the body {whole[..Math.Min(whole.Length, 30)]} ({whole.Length})", Json(whole));
        }

        foreach (
            var type in (string?[])
                [
                    null,
                    "text/plain",
                    "application/xml",
                    "application/x-www-form-urlencoded",
                    "application/json; charset=utf-16",
                    "multipart/form-data",
                    "nonsense",
                    "application/json; charset=nonsense",
                    "application/problem+json",
                    "application/json; a=b",
                ]
        )
        {
            yield return ($"the media type {type}", Bytes(Encoding.UTF8.GetBytes(text), type));
        }

        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.UTF32, Encoding.Latin1])
        {
            var odd = encoding == Encoding.Latin1 ? encoding.GetBytes(text[..^2] + "ä\"}") : encoding.GetBytes(text);
            yield return ($"a body in {encoding.WebName}", Bytes(odd, "application/json"));
        }

        yield return ("a body with a byte order mark", Bytes([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(text)], "application/json"));
        yield return (
            "bytes that are no UTF-8",
            Bytes([(byte)'{', (byte)'"', 0xc3, 0x28, 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'], "application/json")
        );
        foreach (var packed in (string[])["gzip", "br", "identity", "nonsense"])
        {
            yield return ("a body packed by " + packed, () => Packed(packed));
        }

        yield return ("no body", () => null);
    }

    private ByteArrayContent Packed(string encoding)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private static Func<HttpContent?> Json(string body) => Bytes(Encoding.UTF8.GetBytes(body), "application/json");

    private static Func<HttpContent?> Bytes(byte[] bytes, string? type) =>
        () =>
        {
            var content = new ByteArrayContent(bytes);
            if (type is not null)
            {
                content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            return content;
        };

    /// <summary>The good body with another value, as it stands in JSON, at a place.</summary>
    private string Filled(string path, string value)
    {
        var copy = good.DeepClone();
        Set(copy, path, "@hole@");
        return copy.ToJsonString().Replace(Hole, value, StringComparison.Ordinal);
    }

    private string Without(string path)
    {
        var copy = good.DeepClone();
        switch (ParentOf(copy, path))
        {
            case JsonObject fields:
                fields.Remove(NameOf(path));
                break;
            case JsonArray items:
                items.Clear();
                break;
        }

        return copy.ToJsonString();
    }

    /// <summary>The good body with one more field, as it stands in JSON, beside a place.</summary>
    private string Beside(string path, string field)
    {
        var copy = good.DeepClone();
        var parent = ParentOf(copy, path);
        if (parent is JsonArray items)
        {
            items.Add(JsonNode.Parse("{" + field + "}"));
            return copy.ToJsonString();
        }

        parent["@hole@"] = "@hole@";
        return copy.ToJsonString().Replace($"{Hole}:{Hole}", field, StringComparison.Ordinal);
    }

    private static void Set(JsonNode body, string path, string value)
    {
        var parent = ParentOf(body, path);
        if (parent is JsonArray items)
        {
            items[0] = value;
        }
        else
        {
            parent[NameOf(path)] = value;
        }
    }

    private static JsonNode ParentOf(JsonNode body, string path) =>
        path.Split('.')[..^1].Aggregate(body, (at, name) => at is JsonArray items ? items[0]! : at[name]!);

    private static string NameOf(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
}
