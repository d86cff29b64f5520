using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Testing;

namespace MonolithFirst.Users.Tests;

/// <summary>Tokens that look like ours, and one that is, made with the host's own key, to show that the others fail for their fault.</summary>
public sealed class ForgedTokenTests(HostFixture host)
{
    private readonly Guid account = Guid.NewGuid();

    [Fact]
    public async Task The_published_key_is_public_cacheable_and_checks_a_token()
    {
        var answer = (await host.Anonymous.GetAsync("/.well-known/jwks.json")).MustBe(HttpStatusCode.OK);

        Assert.True(answer.Headers.CacheControl!.Public);
        Assert.DoesNotContain("\"d\"", answer.Body);
        var key = Assert.Single(new JsonWebKeySet(answer.Body).Keys);
        Assert.Equal(("EC", "P-256", "sig", "ES256"), (key.Kty, key.Crv, key.Use, key.Alg));
        var customer = await host.CustomerAsync();
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            customer.Token,
            new TokenValidationParameters
            {
                IssuerSigningKey = key,
                ValidIssuer = "monolithfirst",
                ValidAudience = "monolithfirst",
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task A_token_as_the_host_makes_it_passes()
    {
        using var key = OwnKey(out var keyId);

        (await host.Anonymous.With(Token(Credentials(key, keyId))).GetAsync("/api/users")).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Expired_early_misdirected_and_mistyped_tokens_are_refused()
    {
        using var key = OwnKey(out var keyId);
        var credentials = Credentials(key, keyId);
        var hour = TimeSpan.FromHours(1);

        await RefusedAsync(Token(credentials, token => (token.NotBefore, token.Expires) = (Now - (2 * hour), Now - hour)));
        await RefusedAsync(Token(credentials, token => (token.NotBefore, token.Expires) = (Now + hour, Now + (2 * hour))));
        await RefusedAsync(Token(credentials, token => token.Expires = null));
        await RefusedAsync(Token(credentials, token => token.Issuer = "somebody else"));
        await RefusedAsync(Token(credentials, token => token.Audience = "somebody else"));
        await RefusedAsync(Token(credentials, token => token.TokenType = "JWT"));
        await RefusedAsync(Token(credentials, token => token.Claims.Remove("sub")));
        await RefusedAsync(Token(credentials, token => token.Claims["sub"] = "admin"));
    }

    [Fact]
    public async Task Tokens_signed_by_another_key_are_refused()
    {
        using var own = OwnKey(out var keyId);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);

        await RefusedAsync(Token(Credentials(other, keyId)));
        await RefusedAsync(Token(Credentials(other, "another")));
        await RefusedAsync(Token(Credentials(other, null!)));
        await RefusedAsync(Token(new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = keyId }, SecurityAlgorithms.RsaSha256)));
    }

    [Fact]
    public async Task Unsigned_tokens_are_refused()
    {
        using var key = OwnKey(out var keyId);
        var payload = Token(Credentials(key, keyId)).Split('.')[1];

        foreach (var algorithm in new[] { "none", "None", "NONE", "ES256" })
        {
            var header = Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{keyId}}"}""");
            await RefusedAsync($"{header}.{payload}.");
        }
    }

    [Fact]
    public async Task Tokens_signed_with_the_public_key_as_a_shared_secret_are_refused()
    {
        using var key = OwnKey(out var keyId);
        var published = (await host.Anonymous.GetAsync("/.well-known/jwks.json")).Body;
        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()),
            key.ExportSubjectPublicKeyInfo(),
            Encoding.UTF8.GetBytes(published),
        ];

        foreach (var secret in secrets)
        {
            var shared = new SymmetricSecurityKey(secret) { KeyId = keyId };
            await RefusedAsync(Token(new SigningCredentials(shared, SecurityAlgorithms.HmacSha256)));
        }
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        using var key = OwnKey(out var keyId);
        var parts = Token(Credentials(key, keyId)).Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("\"staff\"", "\"admin\"", StringComparison.Ordinal);
        var changed = Base64UrlEncoder.Encode(payload.Replace(account.ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal));

        await RefusedAsync($"{parts[0]}.{changed}.{parts[2]}");
        await RefusedAsync("not.a.token");
        await RefusedAsync("nothing");
        await RefusedAsync(new string('a', 6000));
    }

    private static DateTime Now => DateTime.UtcNow;

    private async Task RefusedAsync(string token)
    {
        var answer = (await host.Anonymous.With(token).GetAsync("/api/users")).MustBe(HttpStatusCode.Unauthorized);
        Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.Single().Parameter);
        Assert.NotNull(answer.Code);
    }

    private string Token(SigningCredentials credentials, Action<SecurityTokenDescriptor>? change = null)
    {
        var token = new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = "monolithfirst",
            Audience = "monolithfirst",
            NotBefore = Now,
            Expires = Now.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = account.ToString(), ["roles"] = new[] { "admin" } },
            SigningCredentials = credentials,
        };
        change?.Invoke(token);
        // The library would keep what it made for a key beyond the key's life.
        token.SigningCredentials.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    private static SigningCredentials Credentials(ECDsa key, string keyId) =>
        new(new ECDsaSecurityKey(key) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256);

    /// <summary>The host's own private key, from its database.</summary>
    private ECDsa OwnKey(out string keyId)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Host.DataFolder, "users.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, private_key FROM signing_keys";
        using var row = command.ExecuteReader();
        Assert.True(row.Read());
        keyId = Guid.Parse(row.GetString(0)).ToString("N");
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(row.GetString(1)), out _);
        return key;
    }
}
