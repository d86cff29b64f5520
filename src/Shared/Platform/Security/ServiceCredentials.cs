using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MonolithFirst.Platform.Security;

/// <summary>
/// What processes of one system show one another: a token of a minute's life, signed with a secret that all of them know
/// (<c>Placement:Secrets</c>). The first secret signs and all of them check, so a secret is changed without an outage: add the new one
/// behind the old one everywhere, then put it first, then take the old one away.
/// </summary>
internal sealed class ServiceCredentials
{
    /// <summary>The header it stands in; <c>Authorization</c> holds the user's own token.</summary>
    public const string Header = "X-Service-Credential";

    public const int ShortestSecret = 32;

    private const string Audience = "monolithfirst-services";
    private const string Type = "service+jwt";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly IReadOnlyList<SymmetricSecurityKey> keys;
    private readonly SecurityOptions security;
    private readonly TimeProvider clock;
    private readonly Dictionary<string, object> claims;

    // A process shows the same credential for half a minute. Only good ones get in here, so there are as many as processes made of late.
    private readonly ConcurrentDictionary<string, SecurityToken> accepted = new(StringComparer.Ordinal);
    private Issued? issued;

    /// <param name="secrets">The secrets of the system, the one that signs first.</param>
    /// <param name="security">Whose tokens are good.</param>
    /// <param name="clock">The time.</param>
    /// <param name="caller">
    /// What this process calls itself, so that whoever is refused can be found in logs. It grants nothing: all processes know the same
    /// secrets, and may ask one another everything.
    /// </param>
    public ServiceCredentials(IReadOnlyList<string> secrets, SecurityOptions security, TimeProvider clock, string caller = "")
    {
        keys = [.. secrets.Select(KeyOf)];
        this.security = security;
        this.clock = clock;
        claims = new() { [JwtRegisteredClaimNames.Sub] = caller };
    }

    /// <summary>What the credential's maker calls itself, good or not; for logs.</summary>
    public static string CallerOf(string? credential)
    {
        try
        {
            return new JsonWebToken(credential).Subject is { Length: > 0 } caller ? caller : "nobody";
        }
        catch (ArgumentException)
        {
            return "nobody";
        }
    }

    /// <summary>A credential that is good for half its life at least.</summary>
    public string Current()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var known = Volatile.Read(ref issued);
        if (known is not null && known.RenewAt > now && known.IssuedAt <= now)
        {
            return known.Token;
        }

        var token = handler.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = Type,
                Issuer = security.Issuer,
                Audience = Audience,
                IssuedAt = now,
                NotBefore = now,
                Expires = now + Lifetime,
                Claims = claims,
                SigningCredentials = new SigningCredentials(keys[0], SecurityAlgorithms.HmacSha256),
            }
        );
        Volatile.Write(ref issued, new Issued(token, now, now + (Lifetime / 2)));
        return token;
    }

    /// <summary>Whether it was made by a process of this system a moment ago.</summary>
    public async ValueTask<bool> IsValidAsync(string? credential)
    {
        if (string.IsNullOrEmpty(credential) || keys.Count == 0)
        {
            return false;
        }

        if (accepted.TryGetValue(credential, out var known) && IsInTime(known))
        {
            return true;
        }

        var result = await handler.ValidateTokenAsync(
            credential,
            new TokenValidationParameters
            {
                ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                ValidTypes = [Type],
                ValidIssuer = security.Issuer,
                ValidAudience = Audience,
                IssuerSigningKeys = keys,
                RequireExpirationTime = true,
                RequireSignedTokens = true,
                ClockSkew = security.ClockSkew,
                LifetimeValidator = (notBefore, expires, _, parameters) =>
                    AccessTokens.IsAlive(notBefore, expires, parameters.ClockSkew, clock.GetUtcNow().UtcDateTime),
            }
        );
        if (result.IsValid)
        {
            Remember(credential, result.SecurityToken);
        }

        return result.IsValid;
    }

    private void Remember(string credential, SecurityToken token)
    {
        foreach (var (other, its) in accepted)
        {
            if (!IsInTime(its))
            {
                accepted.TryRemove(other, out _);
            }
        }

        accepted[credential] = token;
    }

    private bool IsInTime(SecurityToken token)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return token.ValidFrom <= now + security.ClockSkew && token.ValidTo >= now - security.ClockSkew;
    }

    private static SymmetricSecurityKey KeyOf(string secret)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        return new SymmetricSecurityKey(bytes) { KeyId = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)) };
    }

    private sealed record Issued(string Token, DateTime IssuedAt, DateTime RenewAt);
}
