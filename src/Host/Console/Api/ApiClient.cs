using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using MonolithFirst.Host.Console.Access;

namespace MonolithFirst.Host.Console.Api;

/// <summary>The REST API, asked with the viewer's own token: the console can do what the viewer may, and nothing else.</summary>
internal sealed class ApiClient(Loopback loopback, IHttpContextAccessor accessor)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private CancellationToken UntilViewerLeaves => accessor.HttpContext!.RequestAborted;

    /// <summary>Reads.</summary>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public Task<T> GetAsync<T>(string path) => AskAsync<T>(HttpMethod.Get, path);

    /// <summary>Reads what others wait for as well: the viewer who asks may leave meanwhile.</summary>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public Task<T> GetForAllAsync<T>(string path) => AskAsync<T>(HttpMethod.Get, path, CancellationToken.None);

    /// <summary>Reads, or changes something and reads what came of it.</summary>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public Task<T> AskAsync<T>(HttpMethod method, string path) => AskAsync<T>(method, path, UntilViewerLeaves);

    private async Task<T> AskAsync<T>(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var answer = await AnswerAsync(method, path, null, null, null, cancellationToken);
        try
        {
            return (await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken))!;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or TaskCanceledException)
        {
            throw Unreachable(failure);
        }
    }

    /// <summary>Reads; null where there is no such thing, be it because its module is not part of this system.</summary>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public async Task<T?> FindAsync<T>(string path)
        where T : class
    {
        try
        {
            return await GetAsync<T>(path);
        }
        catch (ApiException failure) when (failure.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Changes something.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Where.</param>
    /// <param name="body">What to send, as JSON.</param>
    /// <param name="idempotencyKey">The same for each time that one form is sent.</param>
    /// <param name="version">That of what is changed, as the viewer has seen it; null where that does not matter.</param>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public async Task SendAsync(HttpMethod method, string path, object? body = null, string? idempotencyKey = null, int? version = null)
    {
        using var answer = await AnswerAsync(method, path, body, idempotencyKey, version, UntilViewerLeaves);
    }

    /// <summary>Asks, and hands over the answer as it comes; the caller disposes of it.</summary>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path) =>
        AnswerAsync(method, path, null, null, null, UntilViewerLeaves);

    private async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method,
        string path,
        object? body,
        string? idempotencyKey,
        int? version,
        CancellationToken cancellationToken
    )
    {
        var context = accessor.HttpContext!;
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } token)
        {
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(token);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (version is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        }

        request.Content = body is null ? null : JsonContent.Create(body, options: Json);
        HttpResponseMessage answer;
        try
        {
            answer = await loopback.SendAsync(request, context.Connection.RemoteIpAddress, cancellationToken);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(failure);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await FailureOfAsync(answer);
        }
    }

    /// <summary>An address with the parameters that have a value.</summary>
    public static string Path(string path, params IEnumerable<(string Name, object? Value)> query) =>
        path
        + QueryString.Create(
            from part in query
            let text = Convert.ToString(part.Value, CultureInfo.InvariantCulture)
            where !string.IsNullOrEmpty(text)
            select KeyValuePair.Create(part.Name, (string?)text)
        );

    /// <summary>What it means that there was no answer, or none that can be read.</summary>
    public static ApiException Unreachable(Exception failure) =>
        new(HttpStatusCode.ServiceUnavailable, "platform.unreachable", failure.Message, null);

    private static async Task<ApiException> FailureOfAsync(HttpResponseMessage answer)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<ProblemBody>(Json);
            return new ApiException(answer.StatusCode, problem?.Code, problem?.Detail ?? problem?.Title, problem?.Errors);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            return new ApiException(answer.StatusCode, null, null, null);
        }
    }

    private sealed record ProblemBody(string? Title, string? Detail, string? Code, IReadOnlyDictionary<string, string[]>? Errors);
}

/// <summary>The API refused, or did not answer.</summary>
public sealed class ApiException(HttpStatusCode status, string? code, string? detail, IReadOnlyDictionary<string, string[]>? errors)
    : Exception(detail ?? $"The API answered {(int)status}.")
{
    /// <summary>The status; 503 where there was no answer.</summary>
    public HttpStatusCode Status => status;

    /// <summary>The problem's stable code.</summary>
    public string? Code => code;

    /// <summary>What is wrong, in sentences: by field where fields are at fault.</summary>
    public IReadOnlyList<string> Reasons => errors is { Count: > 0 } ? [.. errors.Values.SelectMany(reasons => reasons)] : [Message];
}
