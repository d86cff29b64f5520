using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>
/// Tokens of an administrator, made with the host's own key, taken from its database: one that is good, and others of which each is bad
/// for one reason alone.
/// </summary>
internal sealed class TokenForge : IDisposable
{
    private readonly ECDsa own = ECDsa.Create();
    private readonly string keyId;
    private readonly Guid account;

    /// <param name="host">A host on SQLite whose keys are not encrypted.</param>
    /// <param name="account">Whom the tokens name.</param>
    public TokenForge(HostFixtureOf host, Guid account)
    {
        this.account = account;
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(host.Host.DataFolder, "users.db")};Mode=ReadOnly;Pooling=False"
        );
        connection.Open();
        using var command = new SqliteCommand("SELECT id, private_key FROM signing_keys", connection);
        using var row = command.ExecuteReader();
        Assert.True(row.Read());
        keyId = Guid.Parse(row.GetString(0)).ToString("N");
        own.ImportPkcs8PrivateKey(Convert.FromBase64String(row.GetString(1)), out _);
    }

    /// <summary>The one that passes: so the others are refused for what is bad about them.</summary>
    public string Good => Token(Own);

    /// <summary>What must never pass.</summary>
    /// <param name="published">The published keys as the host gives them.</param>
    public IEnumerable<(string What, string Token)> Bad(string published)
    {
        var hour = TimeSpan.FromHours(1);
        var now = DateTime.UtcNow;
        yield return ("expired", Token(Own, token => (token.NotBefore, token.Expires) = (now - (2 * hour), now - hour)));
        yield return ("not yet valid", Token(Own, token => (token.NotBefore, token.Expires) = (now + hour, now + (2 * hour))));
        yield return ("without an end", Token(Own, token => token.Expires = null));
        yield return ("of another issuer", Token(Own, token => token.Issuer = "somebody else"));
        yield return ("for another audience", Token(Own, token => token.Audience = "somebody else"));
        yield return ("of another type", Token(Own, token => token.TokenType = "JWT"));
        yield return ("of nobody", Token(Own, token => token.Claims.Remove("sub")));
        yield return ("of no account", Token(Own, token => token.Claims["sub"] = "admin"));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return ("of another key", Token(Signed(new ECDsaSecurityKey(other), SecurityAlgorithms.EcdsaSha256)));
        using var rsa = RSA.Create(2048);
        yield return ("of another algorithm", Token(Signed(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256)));
        byte[][] publicKeys =
        [
            Encoding.UTF8.GetBytes(own.ExportSubjectPublicKeyInfoPem()),
            own.ExportSubjectPublicKeyInfo(),
            Encoding.UTF8.GetBytes(published),
        ];
        foreach (var key in publicKeys)
        {
            yield return ("of the public key as a secret", Token(Signed(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256)));
        }

        var parts = Good.Split('.');
        yield return ("unsigned", $"{Header("none")}.{parts[1]}.");
        yield return ("unsigned but for the algorithm's name", $"{Header("ES256")}.{parts[1]}.");
        yield return ("with a changed signature", $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}");
        yield return ("with a changed payload", $"{parts[0]}.{Token(Own).Split('.')[1]}.{parts[2]}");
        yield return ("in two parts", $"{parts[0]}.{parts[1]}");
        yield return ("no token", "nonsense");
        yield return ("very long", $"{new string('A', 7_000)}.B.C");
    }

    public void Dispose() => own.Dispose();

    private SigningCredentials Own => Signed(new ECDsaSecurityKey(own), SecurityAlgorithms.EcdsaSha256);

    private SigningCredentials Signed(SecurityKey key, string algorithm)
    {
        key.KeyId = keyId;
        return new SigningCredentials(key, algorithm)
        {
            // The library would keep what it made for a key beyond the key's life.
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
    }

    private string Token(SigningCredentials credentials, Action<SecurityTokenDescriptor>? change = null)
    {
        var now = DateTime.UtcNow;
        var token = new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = "monolithfirst",
            Audience = "monolithfirst",
            NotBefore = now,
            Expires = now.AddHours(1),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = account.ToString(),
                ["roles"] = new[] { "admin" },
                ["jti"] = Guid.NewGuid().ToString(),
            },
            SigningCredentials = credentials,
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    private string Header(string algorithm) => Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{keyId}}"}""");
}
