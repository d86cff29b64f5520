using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Security;

/// <summary>The settings below <c>Security</c>, which all processes of one system share.</summary>
public sealed class SecurityOptions
{
    /// <summary>Who issues access tokens: their <c>iss</c>.</summary>
    public string Issuer { get; init; } = "monolithfirst";

    /// <summary>Whom access tokens are for: their <c>aud</c>.</summary>
    public string Audience { get; init; } = "monolithfirst";

    /// <summary>How far the clocks of two machines may be apart.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the section.</summary>
    /// <exception cref="ModuleSetupException">A value is not what it should be.</exception>
    public static SecurityOptions From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Security").Read<SecurityOptions>();
        return
            options.Issuer.Length > 0
            && options.Audience.Length > 0
            && options.ClockSkew >= TimeSpan.Zero
            && options.ClockSkew <= TimeSpan.FromMinutes(5)
            ? options
            : throw new ModuleSetupException(
                "Security:Issuer and Security:Audience must not be empty, and Security:ClockSkew is a time from 0 to 5 minutes."
            );
    }
}
