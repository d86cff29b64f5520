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
        Own(HttpStatusCode.ServiceUnavailable, "platform.unreachable", failure.Message);

    /// <summary>What the console refuses by itself.</summary>
    public static ApiException Own(
        HttpStatusCode status,
        string code,
        string detail,
        params IEnumerable<(string Name, string Value)> values
    ) => new(status, code, [new Reason(code, detail, values.ToDictionary(value => value.Name, value => value.Value))]);

    private static async Task<ApiException> FailureOfAsync(HttpResponseMessage answer)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<ProblemBody>(Json);
            return problem is null or { Detail: null, Title: null, Faults: null }
                ? Unreadable(answer)
                : new ApiException(answer.StatusCode, problem.Code, ReasonsIn(problem));
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            return Unreadable(answer);
        }
    }

    private static ApiException Unreadable(HttpResponseMessage answer)
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        return Own(answer.StatusCode, "platform.unreadable_answer", $"The API answered {status}.", ("status", status));
    }

    private static IReadOnlyList<Reason> ReasonsIn(ProblemBody problem) =>
        problem.Faults is { Count: > 0 } faults
            ? [.. faults.Select(fault => new Reason(fault.Code, fault.Detail, TextsOf(fault.Values), fault.Field))]
            : [new Reason(problem.Code, problem.Detail ?? problem.Title ?? "", TextsOf(problem.Values))];

    private static Dictionary<string, string>? TextsOf(IReadOnlyDictionary<string, JsonElement>? values) =>
        values?.ToDictionary(value => value.Key, value => value.Value.ToString());

    private sealed record ProblemBody(
        string? Title,
        string? Detail,
        string? Code,
        IReadOnlyDictionary<string, JsonElement>? Values,
        IReadOnlyList<FaultBody>? Faults
    );

    private sealed record FaultBody(string Field, string Code, string Detail, IReadOnlyDictionary<string, JsonElement>? Values);
}
