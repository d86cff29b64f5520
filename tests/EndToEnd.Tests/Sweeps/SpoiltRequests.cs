using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MonolithFirst.EndToEnd.Tests.BadInput;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>A request that is as it should be but for one thing, made anew each time that it is sent.</summary>
/// <param name="What">Which thing, for messages.</param>
/// <param name="Make">Makes it.</param>
internal sealed record SpoiltRequest(string What, Func<HttpRequestMessage> Make);

/// <summary>
/// Spoils good requests of an operation in every place that the document shows: each parameter, each field of the body, the body as a
/// whole and the headers that say how to read it; some by rule, some by chance.
/// </summary>
internal sealed class SpoiltRequests(ApiOperation operation, Example good, Uri host, Nasty nasty)
{
    private const int TextsEach = 5;
    private const int NumbersEach = 3;
    private const int QueriesEach = 3;

    // Kestrel takes no longer request line, and refuses it before there is an operation.
    private const int LongestInAddress = 4_000;

    private readonly JsonNode? goodBody = good.Body is null ? null : System.Text.Json.JsonSerializer.SerializeToNode(good.Body);

    public IEnumerable<SpoiltRequest> All()
    {
        yield return With("nothing spoilt");
        foreach (var parameter in operation.Parameters)
        {
            var spoilt = parameter.In switch
            {
                "path" => InPath(parameter.Name),
                "query" => InQuery(parameter.Name),
                _ => InHeader(parameter.Name),
            };
            foreach (var request in spoilt)
            {
                yield return request;
            }
        }

        foreach (var request in OddHeaders().Concat(ManyAtOnce()))
        {
            yield return request;
        }

        if (operation.BodySchema is { } schema && goodBody is not null)
        {
            var bodies = new SpoiltBodies(operation.Document, goodBody, nasty);
            foreach (var (what, content) in bodies.All(schema))
            {
                yield return With(what, content: content);
            }
        }
        else
        {
            yield return With(
                "a body that nobody asked for",
                content: () => new StringContent("{\"a\":1}", Encoding.UTF8, "application/json")
            );
        }
    }

    private IEnumerable<SpoiltRequest> InPath(string name)
    {
        var at = Array.IndexOf(operation.Path.Split('/'), "{" + name + "}");
        string[] raw = ["%", "%zz", "%C0%AF", "%ED%A0%80", "%2F", "..%2f..%2f", "%25252e", "a;b=c", "*", "~", "+", "%20", new('9', 40)];
        foreach (var value in raw.Concat(TextsInAddresses()).Where(IsPlainSegment))
        {
            var parts = good.Path.Split('/');
            parts[at] = value;
            yield return With($"the path's {name} {Short(value)}", string.Join('/', parts));
        }
    }

    private IEnumerable<SpoiltRequest> InQuery(string name)
    {
        string[] raw = ["", "%", "%zz", "%00", "%C0%AF", "%ED%A0%80", "+", "&", "1&" + name + "=2", "0", "-1", "1.5", "2147483648", "-"];
        foreach (var value in raw.Concat(TextsInAddresses()))
        {
            yield return With($"the query's {name} {Short(value)}", $"{good.Path}?{name}={value}");
        }

        yield return With($"the query's {name} without a value", $"{good.Path}?{name}");
        yield return With($"the query's {name} in capitals", $"{good.Path}?{name.ToUpperInvariant()}=1");
        yield return With($"the query's {name} as a list", $"{good.Path}?{name}[]=1&{name}[0]=2");
        foreach (var value in nasty.Numbers(NumbersEach))
        {
            yield return With($"the query's {name} {value}", $"{good.Path}?{name}={value}");
        }
    }

    private IEnumerable<SpoiltRequest> InHeader(string name)
    {
        string[] values =
        [
            "",
            " ",
            "*",
            "\"\"",
            "\"x\"",
            "W/\"1\"",
            "\"1\", \"2\"",
            "\"-1\"",
            "\"99999999999999999999\"",
            "\"987654\"",
            "a\tb",
        ];
        foreach (var value in values.Append(new string('k', 256)).Append(new string('k', 8_000)))
        {
            yield return With($"the header {name} {Short(value)}", headers: [(name, value)]);
        }

        yield return With($"no header {name}", headers: [(name, null)]);
        yield return With($"two headers {name}", headers: [(name, "\"1\""), (name, "\"2\"")]);
    }

    private IEnumerable<SpoiltRequest> OddHeaders()
    {
        (string Name, string Value)[] headers =
        [
            ("Accept", "text/html"),
            ("Accept", "nonsense"),
            ("Accept", "application/json;q=0"),
            ("Accept-Language", new string('x', 500)),
            ("Accept-Encoding", "gzip, br, nonsense"),
            ("X-Correlation-Id", "' OR 1=1 --"),
            ("X-Correlation-Id", new string('c', 65)),
            ("X-Forwarded-For", "1.2.3.4, nonsense"),
            ("X-HTTP-Method-Override", "DELETE"),
            ("Host", "elsewhere.example"),
            ("Range", "bytes=0-1"),
            ("If-None-Match", "*"),
            ("If-Modified-Since", "yesterday"),
            ("Cookie", "a=b; c"),
            ("Traceparent", "00-zz"),
        ];
        return headers.Select(header => With($"{header.Name}: {Short(header.Value)}", headers: [(header.Name, header.Value)]));
    }

    /// <summary>All parameters of the query string at once, and some that there are not.</summary>
    private IEnumerable<SpoiltRequest> ManyAtOnce()
    {
        yield return With("an unknown parameter", good.Path + "?colour=red&colour=blue&=&&");
        var names = operation.Parameters.Where(parameter => parameter.In == "query").Select(parameter => parameter.Name).ToList();
        for (var number = 0; number < QueriesEach && names.Count > 0; number++)
        {
            var values = names.Zip(nasty.Texts(names.Count), (name, text) => $"{name}={Escaped(text, LongestInAddress / names.Count)}");
            var query = string.Join('&', values);
            yield return With("the query " + Short(query), $"{good.Path}?{query}");
        }
    }

    private IEnumerable<string> TextsInAddresses() => nasty.Texts(TextsEach).Select(text => Escaped(text, LongestInAddress));

    private SpoiltRequest With(
        string what,
        string? path = null,
        IReadOnlyList<(string Name, string? Value)>? headers = null,
        Func<HttpContent?>? content = null
    ) => new(what, () => Request(path ?? good.Path, headers ?? [], content is null ? JsonOf(goodBody) : content()));

    private HttpRequestMessage Request(string path, IReadOnlyList<(string Name, string? Value)> headers, HttpContent? content)
    {
        // Otherwise Uri would tidy up what is to be sent untidy.
        var raw = new Uri(
            host.GetLeftPart(UriPartial.Authority) + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), raw) { Content = content };
        // Who sends much asks first. A server that refuses hangs up on the rest, and the client may never read why.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 50_000;
        if (good.IfMatch is not null && headers.All(header => header.Name != "If-Match"))
        {
            request.Headers.TryAddWithoutValidation("If-Match", good.IfMatch);
        }

        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static ByteArrayContent? JsonOf(JsonNode? body) =>
        body is null
            ? null
            : new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };

    /// <summary>
    /// Whether the address leads to the operation at all: nothing, dots, and a zero, which the server refuses before it looks for one, do
    /// not.
    /// </summary>
    private static bool IsPlainSegment(string value) => value.Length > 0 && !value.Contains("%00", StringComparison.Ordinal);

    private static string Escaped(string text, int longest)
    {
        var whole = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var piece = Uri.EscapeDataString(rune.ToString());
            if (whole.Length + piece.Length > longest)
            {
                break;
            }

            whole.Append(piece);
        }

        return whole.ToString();
    }

    private static string Short(string value) => value.Length <= 40 ? $"'{value}'" : $"'{value[..40]}…' ({value.Length})";
}
