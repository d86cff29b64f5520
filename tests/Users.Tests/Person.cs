using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Users.Tests;

/// <summary>Somebody with a new account, who signs in by hand: sees every answer, and holds the refresh tokens.</summary>
internal sealed record Person(Client Anonymous, Guid Id, string Email, string Password)
{
    public static async Task<Person> RegisterAsync(HostFixtureOf host, string displayName = "Somebody")
    {
        var email = $"person-{Guid.NewGuid():N}@example.test";
        var password = "a password of " + Guid.NewGuid().ToString("N")[..8];
        var registered = await host.Anonymous.PostAsync(
            "/api/users/register",
            new
            {
                email,
                password,
                displayName,
            }
        );
        return new Person(host.Anonymous, registered.MustBe(HttpStatusCode.Created).Json.GetProperty("id").GetGuid(), email, password);
    }

    public Task<Answer> SignInAsync(string? password = null) =>
        Anonymous.PostAsync("/api/users/sign-in", new { email = Email, password = password ?? Password });

    public async Task<Session> SessionAsync() => new(Anonymous, (await SignInAsync()).MustBe(HttpStatusCode.OK));
}

/// <summary>The tokens of one sign-in.</summary>
internal sealed class Session(Client anonymous, Answer tokens)
{
    public string AccessToken { get; } = tokens.Json.GetProperty("accessToken").GetString()!;

    public string RefreshToken { get; } = tokens.Json.GetProperty("refreshToken").GetString()!;

    public Client Client => anonymous.With(AccessToken);

    public Task<Answer> RefreshAsync() => anonymous.PostAsync("/api/users/refresh", new { refreshToken = RefreshToken });

    public async Task<Session> NextAsync() => new(anonymous, (await RefreshAsync()).MustBe(HttpStatusCode.OK));
}
