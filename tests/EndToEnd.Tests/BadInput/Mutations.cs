using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace MonolithFirst.EndToEnd.Tests.BadInput;

/// <summary>A request's body made bad in one way.</summary>
/// <param name="What">In which, for the message.</param>
/// <param name="Content">The body.</param>
internal sealed record BadBody(string What, HttpContent? Content);

/// <summary>Makes every bad body there is of a good one.</summary>
internal static class Mutations
{
    private const int OverTheLimit = 2_000_000;

    public static IEnumerable<BadBody> Of(JsonNode good, Operation operation) =>
        Unreadable(good).Concat(Misshapen(good, operation)).Concat(Fields(good, operation));

    /// <summary>What no JSON reader takes, or not as JSON.</summary>
    private static IEnumerable<BadBody> Unreadable(JsonNode good)
    {
        var text = good.ToJsonString();
        yield return new("no body", null);
        yield return Json("an empty body", "");
        yield return Json("half a body", text[..(text.Length / 2)]);
        yield return Json("two bodies", text + text);
        yield return Json("a trailing comma", text[..^1] + ",}");
        yield return Json("a comment", "/* */" + text);
        yield return Json("no JSON at all", "<order/>");
        yield return Json("deep nesting", new string('[', 20_000));
        yield return Json("a body over the limit", "{\"" + new string('x', OverTheLimit) + "\":1}");
        yield return Json("good JSON with much space, over the limit", text + new string(' ', OverTheLimit));
        yield return new("bytes that are no UTF-8", Bytes([(byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}']));
        yield return new("UTF-16", Bytes(Encoding.Unicode.GetBytes(text)));
        yield return new("text/plain", new StringContent(text, Encoding.UTF8, "text/plain"));
        yield return new("a form", new StringContent("sku=CUP&quantity=1", Encoding.UTF8, "application/x-www-form-urlencoded"));
        yield return new("XML", new StringContent("<order/>", Encoding.UTF8, "application/xml"));
        yield return new("no content type", new ByteArrayContent(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>JSON of another shape.</summary>
    private static IEnumerable<BadBody> Misshapen(JsonNode good, Operation operation)
    {
        yield return Json("null", "null");
        yield return Json("a list", "[" + good.ToJsonString() + "]");
        yield return Json("a string", "\"order\"");
        yield return Json("a number", "42");
        if (!operation.MayBeEmpty.Contains(""))
        {
            yield return Json("an empty object", "{}");
        }

        foreach (var path in PathsOf(good).Where(path => At(good, path) is JsonObject))
        {
            yield return Json($"an unknown field in '{path}'", Changed(good, path, found => ((JsonObject)found!).Add("colour", "red")));
            foreach (var field in ((JsonObject)At(good, path)!).Select(property => property.Key).ToList())
            {
                var twice = ((JsonObject)At(good, path)!).ToJsonString();
                twice = twice[..^1] + ",\"" + field + "\":" + At(good, path)![field]!.ToJsonString() + "}";
                yield return Json(
                    $"'{path}' with '{field}' twice",
                    Replaced(good, path, JsonNode.Parse("\"@\"")).Replace("\"@\"", twice, StringComparison.Ordinal)
                );
            }
        }
    }

    private static IEnumerable<BadBody> Fields(JsonNode good, Operation operation)
    {
        foreach (var path in PathsOf(good).Where(path => path.Length > 0))
        {
            var field = path[(path.LastIndexOf('.') + 1)..];
            foreach (var (what, value) in ValuesInsteadOf(At(good, path)!, field, operation))
            {
                yield return Json($"{what} as '{path}'", Replaced(good, path, value));
            }
        }
    }

    private static IEnumerable<(string What, JsonNode? Value)> ValuesInsteadOf(JsonNode good, string field, Operation operation)
    {
        switch (good)
        {
            case JsonArray list:
                yield return ("an empty list", new JsonArray());
                yield return ("a list of null", new JsonArray([null]));
                yield return ("a thousand lines", new JsonArray([.. Enumerable.Range(0, 1000).Select(_ => list[0]!.DeepClone())]));
                yield return ("ten thousand lines", new JsonArray([.. Enumerable.Range(0, 10_000).Select(_ => list[0]!.DeepClone())]));
                break;
            case JsonObject:
                yield return ("a string", "12.50 EUR");
                yield return ("a list", new JsonArray());
                if (!operation.MayBeEmpty.Contains(field))
                {
                    yield return ("an empty object", new JsonObject());
                }

                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                yield return ("a number in a string", value.ToJsonString());
                if (!operation.MayBeZero.Contains(field))
                {
                    yield return ("nothing", 0);
                }

                yield return ("half a piece", 1.5);
                yield return ("a huge number", 1_000_000_000);
                yield return ("more than 32 bits", 3_000_000_000);
                yield return ("more than 64 bits", JsonNode.Parse("100000000000000000000000000000000"));
                yield return ("an exponent", JsonNode.Parse("1e400"));
                yield return ("minus a huge number", -2_000_000_000);
                yield return ("true", true);
                if (!operation.TakesNegative)
                {
                    yield return ("less than nothing", -1);
                }

                break;
            default:
                foreach (var bad in StringsInsteadOf(field, operation))
                {
                    yield return bad;
                }

                break;
        }

        yield return ("a nested object", new JsonObject { ["a"] = new JsonObject() });
    }

    private static IEnumerable<(string What, JsonNode? Value)> StringsInsteadOf(string field, Operation operation)
    {
        yield return ("a number", 7);
        yield return ("true", true);
        yield return ("a list", new JsonArray("a"));
        yield return ("a text of 30 thousand characters", new string('A', 30_000));
        if (!operation.Secrets.Contains(field))
        {
            yield return ("a text of 10500 characters of two bytes", new string('ä', 10_500));
        }

        if (!operation.Secrets.Contains(field) && !operation.MayBeBlank.Contains(field))
        {
            yield return ("a blank text", "   ");
        }

        if (!operation.AnyCharacters.Contains(field) && !operation.Secrets.Contains(field))
        {
            yield return ("a text with a zero", "A\u0000B");
            yield return ("a text with a bell", "A\u0007B");
            yield return ("a text with an escape sequence", "\u001b[31mA");
        }

        foreach (var bad in OfMeaning(field))
        {
            yield return bad;
        }
    }

    private static IEnumerable<(string What, JsonNode? Value)> OfMeaning(string field)
    {
        string[] bad = field switch
        {
            "amount" => ["-1.00", "0.00", "1.001", "1e5", "1,50", "NaN", "99999999999999999999999999", "92233720368547758.07", "½", ""],
            "currency" => ["eur", "XXX", "EURO", "€", ""],
            "sku" => ["", "NO SUCH", "../x", "' OR 1=1 --"],
            "email" => ["", "nobody", "a@b@c", "@example.test"],
            "userId" => ["", "42", "not-a-guid"],
            _ => [],
        };
        return bad.Select(text => ($"\"{text}\"", (JsonNode?)text));
    }

    /// <summary>Where the values of the body are: <c>lines.0.sku</c>; the whole is the empty path.</summary>
    private static IEnumerable<string> PathsOf(JsonNode node, string path = "")
    {
        yield return path;
        var children = node switch
        {
            JsonObject fields => fields.Select(field => (field.Key, field.Value)),
            JsonArray items => items.Select((item, number) => (number.ToString(System.Globalization.CultureInfo.InvariantCulture), item)),
            _ => [],
        };
        foreach (var (name, child) in children)
        {
            foreach (var below in PathsOf(child!, path.Length == 0 ? name : path + "." + name))
            {
                yield return below;
            }
        }
    }

    private static JsonNode? At(JsonNode node, string path) =>
        path.Split('.', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((JsonNode?)node, (at, name) => at is JsonArray list ? list[int.Parse(name, null)] : at![name]);

    private static string Changed(JsonNode good, string path, Action<JsonNode?> change)
    {
        var copy = good.DeepClone();
        change(At(copy, path));
        return copy.ToJsonString();
    }

    private static string Replaced(JsonNode good, string path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value?.ToJsonString() ?? "null";
        }

        var cut = path.LastIndexOf('.');
        return Changed(
            good,
            cut < 0 ? "" : path[..cut],
            parent =>
            {
                if (parent is JsonArray list)
                {
                    list[int.Parse(path[(cut + 1)..], null)] = value;
                }
                else
                {
                    parent![path[(cut + 1)..]] = value;
                }
            }
        );
    }

    private static BadBody Json(string what, string text) => new(what, new StringContent(text, Encoding.UTF8, "application/json"));

    private static ByteArrayContent Bytes(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
