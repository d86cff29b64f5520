using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MonolithFirst.Platform.Security;

/// <summary>What access tokens of this system look like, for the module that issues them and every process that checks them.</summary>
public static class AccessTokens
{
    /// <summary>The one algorithm: ECDSA on P-256 with SHA-256.</summary>
    public const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    /// <summary>The <c>typ</c> in the header (RFC 9068), so that no other kind of token passes for one.</summary>
    public const string Type = "at+jwt";

    /// <summary>The claim that holds the account's id.</summary>
    public const string SubjectClaim = JwtRegisteredClaimNames.Sub;

    /// <summary>The claim that holds the account's roles.</summary>
    public const string RolesClaim = "roles";

    internal static TokenValidationParameters Validation(SecurityOptions options, TimeProvider clock) =>
        new()
        {
            ValidAlgorithms = [Algorithm],
            ValidTypes = [Type],
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            ClockSkew = options.ClockSkew,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuerSigningKey = true,
            // A token names its key; trying all of them would only cost time.
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, parameters) =>
                IsAlive(notBefore, expires, parameters.ClockSkew, clock.GetUtcNow().UtcDateTime),
            NameClaimType = SubjectClaim,
            RoleClaimType = RolesClaim,
        };

    // The library's own check asks the machine's clock; this one asks the host's, which tests can set.
    internal static bool IsAlive(DateTime? notBefore, DateTime? expires, TimeSpan skew, DateTime now)
    {
        if (expires is null)
        {
            throw new SecurityTokenNoExpirationException("The token has no expiration time.");
        }

        if (expires.Value < now - skew)
        {
            throw new SecurityTokenExpiredException("The token has expired.") { Expires = expires.Value };
        }

        return notBefore is null || notBefore.Value <= now + skew
            ? true
            : throw new SecurityTokenNotYetValidException("The token is not valid yet.") { NotBefore = notBefore.Value };
    }
}

/// <summary>Checks access tokens with the keys of the process's source; without a source there is no key, and no token passes.</summary>
internal sealed class AccessTokenHandler(ISigningKeySource? keys) : JsonWebTokenHandler
{
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        // The parameters are this request's own copy.
        validationParameters.IssuerSigningKeys = keys is null
            ? []
            : await keys.KeysAsync(CanReadToken(token) ? KeyIdOf(token) : null, CancellationToken.None);
        var result = await base.ValidateTokenAsync(token, validationParameters);
        return result.IsValid && !Guid.TryParse(((JsonWebToken)result.SecurityToken).Subject, out _)
            ? new TokenValidationResult { Exception = new SecurityTokenValidationException("The token's subject is no account.") }
            : result;
    }

    private static string? KeyIdOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Kid;
        }
        catch (ArgumentException)
        {
            // Not a token at all; the check that follows says so.
            return null;
        }
    }
}
