using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace MonolithFirst.Platform.Security;

/// <summary>Reads whom an <c>Authorization</c> header stands for, where it did not come with an HTTP request; by the rules of those that do.</summary>
internal sealed class AuthorizationHeader(IOptionsMonitor<JwtBearerOptions> options)
{
    private const string Scheme = JwtBearerDefaults.AuthenticationScheme + " ";

    /// <summary>The user; null when the token is not good.</summary>
    /// <exception cref="SigningKeysUnavailableException">It cannot be checked now.</exception>
    public async Task<ClaimsPrincipal?> UserOfAsync(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bearer = options.Get(JwtBearerDefaults.AuthenticationScheme);
        // The handler puts the keys of this check into the parameters.
        var result = await bearer
            .TokenHandlers[0]
            .ValidateTokenAsync(header[Scheme.Length..].Trim(), bearer.TokenValidationParameters.Clone());
        return result.IsValid ? new ClaimsPrincipal(result.ClaimsIdentity) : null;
    }
}
