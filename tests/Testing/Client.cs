using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace MonolithFirst.Testing;

/// <summary>A REST client of the host: anonymous, or signed in and kept so.</summary>
public sealed class Client
{
    private readonly HostProcess host;
    private readonly string? password;
    private readonly Lock gate = new();
    private Task refreshing = Task.CompletedTask;
    private string? refreshToken;
    private DateTime refreshAt = DateTime.MaxValue;

    internal Client(HostProcess host, string email = "", string? password = null)
    {
        this.host = host;
        Email = email;
        this.password = password;
    }

    /// <summary>The account's id.</summary>
    public Guid UserId { get; private set; }

    /// <summary>The account's address; empty when anonymous.</summary>
    public string Email { get; }

    /// <summary>Whether it gets a new token when the one it sent is refused, and asks again.</summary>
    public bool RenewsTokens { get; init; }

    internal TimeSpan TokensAreFreshFor { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The access token as last received; null when anonymous.</summary>
    public string? Token { get; private set; }

    /// <summary>Signs in to a host that no fixture has started.</summary>
    public static Task<Client> SignedInAsync(HostProcess host, string email, string password) =>
        new Client(host, email, password).SignInAsync();

    /// <summary>A client that sends just this token, for what must be refused.</summary>
    public Client With(string token) => new(host) { Token = token };

    /// <summary>The same caller with the token as it is now, which is never refreshed: so no session changes a row by itself.</summary>
    public Client Unrefreshed() => Token is null ? this : With(Token);

    /// <summary>GET.</summary>
    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>POST, with an idempotency key where one is given.</summary>
    public Task<Answer> PostAsync(string path, object? body = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, body, idempotencyKey: idempotencyKey);

    /// <summary>POST on condition that the row is as it was read.</summary>
    public Task<Answer> PostIfMatchAsync(string path, string ifMatch, object? body = null) =>
        SendAsync(HttpMethod.Post, path, body, ifMatch);

    /// <summary>PUT, on condition that the row is as it was read where an entity tag is given.</summary>
    public Task<Answer> PutAsync(string path, object? body = null, string? ifMatch = null) =>
        SendAsync(HttpMethod.Put, path, body, ifMatch);

    /// <summary>PATCH, on condition that the row is as it was read where an entity tag is given.</summary>
    public Task<Answer> PatchAsync(string path, object? body = null, string? ifMatch = null) =>
        SendAsync(HttpMethod.Patch, path, body, ifMatch);

    /// <summary>DELETE, on condition that the row is as it was read where an entity tag is given.</summary>
    public Task<Answer> DeleteAsync(string path, string? ifMatch = null) => SendAsync(HttpMethod.Delete, path, ifMatch: ifMatch);

    /// <summary>Sends any request, with the token unless it brings its own authorisation.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        await StayFreshAsync();

        if (Token is not null && request.Headers.Authorization is null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        var asked = $"{request.Method} {request.RequestUri}";
        using var response = await host.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, body, response.Headers, response.Content.Headers, asked);
    }

    internal async Task<Client> SignInAsync()
    {
        Token = null;
        refreshAt = DateTime.MaxValue;
        var answer = await PostAsync("/api/users/sign-in", new { email = Email, password });
        Take(answer.MustBe(HttpStatusCode.OK));
        return this;
    }

    private async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string? ifMatch = null,
        string? idempotencyKey = null
    )
    {
        var (answer, sent) = await SendOnceAsync(method, path, body, ifMatch, idempotencyKey);
        // A token that came while the refused one was under way may be of the same time before a clock was set; the next is not.
        for (var renewals = 0; answer.Status == HttpStatusCode.Unauthorized && RenewsTokens && sent is not null && renewals < 2; renewals++)
        {
            await RenewAsync(sent);
            (answer, sent) = await SendOnceAsync(method, path, body, ifMatch, idempotencyKey);
        }

        return answer;
    }

    private async Task<(Answer Answer, string? Sent)> SendOnceAsync(
        HttpMethod method,
        string path,
        object? body,
        string? ifMatch,
        string? idempotencyKey
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body, body.GetType(), options: Answer.Options);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        var answer = await SendAsync(request);
        return (answer, request.Headers.Authorization?.Parameter);
    }

    private Task StayFreshAsync()
    {
        lock (gate)
        {
            if (DateTime.UtcNow <= refreshAt)
            {
                return Task.CompletedTask;
            }

            // A refresh token counts once, so requests at the same time share the refresh.
            return refreshing = refreshing.IsCompleted ? RefreshAsync() : refreshing;
        }
    }

    private Task RenewAsync(string refused)
    {
        lock (gate)
        {
            if (Token != refused)
            {
                return Task.CompletedTask;
            }

            return refreshing = refreshing.IsCompleted ? RefreshAsync() : refreshing;
        }
    }

    private async Task RefreshAsync()
    {
        var refresher = new Client(host);
        Take((await refresher.PostAsync("/api/users/refresh", new { refreshToken })).MustBe(HttpStatusCode.OK));
    }

    private void Take(Answer tokens)
    {
        Token = tokens.Json.GetProperty("accessToken").GetString();
        refreshToken = tokens.Json.GetProperty("refreshToken").GetString();
        var half = TimeSpan.FromSeconds(tokens.Json.GetProperty("expiresIn").GetInt32() / 2.0);
        refreshAt = DateTime.UtcNow + (half < TokensAreFreshFor ? half : TokensAreFreshFor);
        UserId = SubjectOf(Token!);
    }

    private static Guid SubjectOf(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var padded = payload.PadRight((payload.Length + 3) / 4 * 4, '=');
        using var claims = JsonDocument.Parse(Convert.FromBase64String(padded));
        return claims.RootElement.GetProperty("sub").GetGuid();
    }
}
