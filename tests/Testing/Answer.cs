using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MonolithFirst.Testing;

/// <summary>What the host answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body as text.</param>
/// <param name="Headers">The headers of the answer.</param>
/// <param name="ContentHeaders">The headers of the body.</param>
/// <param name="Request">What was asked, for messages: method and path.</param>
public sealed record Answer(
    HttpStatusCode Status,
    string Body,
    HttpResponseHeaders Headers,
    HttpContentHeaders ContentHeaders,
    string Request
)
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private const int ShownReasons = 10;

    private JsonElement? json;

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => json ??= Parse();

    /// <summary>The stable code of the problem, or null when the answer is none.</summary>
    public string? Code =>
        ContentHeaders.ContentType?.MediaType == "application/problem+json" && Json.TryGetProperty("code", out var code)
            ? code.GetString()
            : null;

    /// <summary>The entity tag as it is sent in <c>If-Match</c>.</summary>
    public string? ETag => Headers.ETag?.ToString();

    /// <summary>Where the resource is that was made or is to be watched.</summary>
    public string? Location => Headers.Location?.OriginalString;

    /// <summary>The body read as <typeparamref name="T"/>, with the JSON conventions of the host.</summary>
    public T As<T>() => JsonSerializer.Deserialize<T>(Body, Options)!;

    /// <summary>Insists on the status, so that a surprise shows its body.</summary>
    /// <exception cref="UnexpectedAnswerException">The status differs.</exception>
    public Answer MustBe(HttpStatusCode status) =>
        Status == status ? this : throw new UnexpectedAnswerException($"Expected {(int)status} {status}, but {this}{Reasons()}");

    /// <summary>Insists on the status and on the problem's code.</summary>
    /// <exception cref="UnexpectedAnswerException">One of the two differs.</exception>
    public Answer MustBe(HttpStatusCode status, string code) =>
        MustBe(status).Code == code ? this : throw new UnexpectedAnswerException($"Expected the code {code}, but {this}");

    /// <inheritdoc />
    public override string ToString() => $"{Request} answered {(int)Status} {Status}: {Body}";

    /// <summary>Why the host failed, which it logs and does not answer.</summary>
    private string Reasons() =>
        Status >= HttpStatusCode.InternalServerError
        && Code is not null
        && Json.TryGetProperty("traceId", out var trace)
        && trace.GetString() is { Length: > 0 } traceId
            ? string.Concat(HostProcess.LoggedAbout(traceId).Take(ShownReasons).Select(line => "\n" + line))
            : "";

    private JsonElement Parse()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException unreadable)
        {
            throw new UnexpectedAnswerException($"Expected JSON, but {this}", unreadable);
        }
    }
}

/// <summary>The host answered otherwise than a test needs.</summary>
public sealed class UnexpectedAnswerException : Exception
{
    /// <inheritdoc cref="UnexpectedAnswerException" />
    public UnexpectedAnswerException(string message)
        : base(message) { }

    /// <inheritdoc cref="UnexpectedAnswerException" />
    public UnexpectedAnswerException(string message, Exception innerException)
        : base(message, innerException) { }
}
