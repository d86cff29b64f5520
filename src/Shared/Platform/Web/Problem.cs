using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace MonolithFirst.Platform.Web;

/// <summary>Why a request was refused or failed, before it is written for the client.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Detail">A full sentence for the client's author.</param>
/// <param name="Values">What the sentence is about, by name.</param>
/// <param name="Faults">What is wrong with fields.</param>
/// <param name="RetryAfter">When it may help to ask again.</param>
internal sealed record Problem(
    int Status,
    string Code,
    string Detail,
    IReadOnlyDictionary<string, object>? Values = null,
    IReadOnlyList<Fault>? Faults = null,
    TimeSpan? RetryAfter = null
)
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<int, (string Code, string Detail)> ByStatus = new()
    {
        [400] = ("http.bad_request", "The request cannot be understood."),
        [401] = ("auth.required", "Sign in, and send the access token as 'Authorization: Bearer <token>'."),
        [403] = ("auth.forbidden", "This account may not do this."),
        [404] = ("http.not_found", "There is nothing at this address."),
        [405] = ("http.method_not_allowed", "This address does not take this method; see the Allow header."),
        [406] = (
            "http.not_acceptable",
            "The Accept header does not allow the type of the answer, which is JSON unless the document names another."
        ),
        [408] = ("http.body_too_slow", "The request's body did not arrive in time."),
        [411] = ("http.length_required", "Say how long the body is."),
        [412] = ("concurrency.stale", "It has changed since it was read; read it again."),
        [413] = ("http.body_too_large", "The request's body is larger than is taken here."),
        [415] = ("http.unsupported_media_type", "The body is UTF-8 JSON without compression: send 'Content-Type: application/json'."),
        [422] = ("http.unprocessable", "The request cannot be processed."),
        [429] = ("http.too_many_requests", "Too many requests; wait as long as Retry-After says."),
        [431] = ("http.headers_too_large", "The request's headers are larger than is taken here."),
        [500] = ("platform.internal_error", "The server failed. It has been logged; name the traceId when you report it."),
        [503] = ("platform.unavailable", "The part of the system that answers this is not available now."),
    };

    /// <summary>The problem that a bare status stands for.</summary>
    public static Problem Of(int status) =>
        ByStatus.TryGetValue(status, out var known)
            ? new Problem(status, known.Code, known.Detail)
            : new Problem(status, "http.status_" + status, ReasonPhrases.GetReasonPhrase(status) + ".");

    /// <summary>The problem that a use case refused with.</summary>
    public static Problem Of(ProblemException refusal) =>
        new(refusal.Status, refusal.Code, refusal.Message, refusal.Values, refusal.Faults);

    /// <summary>
    /// Answers with it, whatever the client accepts: an error in a format that was not asked for says more than none. People get a page
    /// where there are pages.
    /// </summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        SetHeaders(context);
        if (context.RequestServices.GetService<IProblemPages>() is { } pages && pages.IsFor(context.Request))
        {
            await pages.ShowAsync(context, Status);
            return;
        }

        var response = context.Response;
        response.ContentType = "application/problem+json";
        var body = JsonSerializer.SerializeToUtf8Bytes(DocumentFor(context), ProblemDocument.Json);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, CancellationToken.None);
        }
    }

    private void SetHeaders(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        if ((RetryAfter ?? (Status is 429 or 503 ? UsualPause : null)) is { } pause)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds))
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Status == StatusCodes.Status401Unauthorized && response.Headers.WWWAuthenticate.Count == 0)
        {
            // Every 401 says how to authenticate (RFC 9110, section 15.5.2), a refused sign-in too.
            response.Headers.WWWAuthenticate = JwtBearerDefaults.AuthenticationScheme;
        }

        if (Status == StatusCodes.Status413PayloadTooLarge && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // The rest of the body is not read, so the server hangs up. Said before (RFC 9112, section 9.6), so that the client does not
            // send its next request on this connection and lose it.
            response.Headers.Connection = "close";
        }
    }

    private ProblemDocument DocumentFor(HttpContext context) =>
        new(
            ProblemDocument.TypeOf(Code),
            ReasonPhrases.GetReasonPhrase(Status) is { Length: > 0 } title ? title : "Refused",
            Status,
            Detail,
            // Without the query: it may hold what somebody searched for.
            context.Request.PathBase.Add(context.Request.Path).ToUriComponent(),
            RequestFlow.TraceOf(context),
            Code,
            Values,
            Faults?.GroupBy(fault => fault.Field).ToDictionary(field => field.Key, field => field.Select(fault => fault.Detail).ToArray()),
            Faults
        );
}

/// <summary>Problem details (RFC 9457) as clients read them.</summary>
/// <param name="Type">
/// <c>urn:monolithfirst:problem:&lt;code&gt;</c>: an identifier that never breaks. An https address would promise a page at a name that
/// whoever runs this does not own.
/// </param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong with this request.</param>
/// <param name="Instance">The address that was asked.</param>
/// <param name="TraceId">Finds the request in logs and traces.</param>
/// <param name="Code">The stable code that programs may rely on.</param>
/// <param name="Values">What the detail is about, by name: for whoever says it in other words.</param>
/// <param name="Errors">For bad input: what is wrong, by field.</param>
/// <param name="Faults">The same one by one, each with a stable code.</param>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string TraceId,
    string Code,
    IReadOnlyDictionary<string, object>? Values,
    IReadOnlyDictionary<string, string[]>? Errors,
    IReadOnlyList<Fault>? Faults
)
{
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // Never part of a page: nosniff and the media type see to that; sentences stay readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    public static string TypeOf(string code) => "urn:monolithfirst:problem:" + code;
}
