using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Security;

internal static class SecuritySetup
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        var options = SecurityOptions.From(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<AuthorizationHeader>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder
            .Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IServiceProvider, TimeProvider>(
                (bearer, services, clock) =>
                {
                    bearer.MapInboundClaims = false;
                    bearer.TokenValidationParameters = AccessTokens.Validation(options, clock);
                    bearer.Events = new JwtBearerEvents { OnChallenge = TellUnavailableKeys };
                    bearer.TokenHandlers.Clear();
                    bearer.TokenHandlers.Add(new AccessTokenHandler(services.GetService<ISigningKeySource>()) { MapInboundClaims = false });
                }
            );
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Admin, policy => policy.RequireRole(Roles.Admin))
            .AddPolicy(Policies.Staff, policy => policy.RequireRole(Roles.Staff, Roles.Admin))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsSignedInOrNowhere).Build());
    }

    /// <summary>A good token must not be refused for good because it cannot be checked now.</summary>
    private static Task TellUnavailableKeys(JwtBearerChallengeContext challenge)
    {
        var failures = challenge.AuthenticateFailure is AggregateException several
            ? several.InnerExceptions
            : (IReadOnlyList<Exception?>)[challenge.AuthenticateFailure];
        if (failures.OfType<SigningKeysUnavailableException>().Any())
        {
            challenge.HandleResponse();
            challenge.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Takes out what adding authentication brings along for cookies. Nothing in the platform has any, and its keys would be made at start
    /// and lie unencrypted in the account's home folder, or be forgotten where that cannot be written. Whoever needs it adds it after the
    /// platform, with keys that all instances share, as the console does.
    /// </summary>
    public static void RemoveDataProtection(this IServiceCollection services)
    {
        foreach (
            var service in services
                .Where(service => IsDataProtection(service.ServiceType) || IsDataProtection(service.ImplementationType))
                .ToList()
        )
        {
            services.Remove(service);
        }
    }

    public static void UseSecurity(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        if (app.Services.GetService<ISigningKeySource>() is { } keys)
        {
            PublishedKeys.Map(app, keys);
        }
    }

    private static bool IsDataProtection(Type? type) =>
        type?.Assembly.GetName().Name?.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) == true;

    /// <summary>
    /// Closed unless an endpoint says that it is open. Where routing found no endpoint, or one of its own that only refuses (wrong
    /// method, wrong media type), there is nothing to protect, and 404, 405 and 415 tell more than 401.
    /// </summary>
    private static bool IsSignedInOrNowhere(AuthorizationHandlerContext context) =>
        context.User.Identity?.IsAuthenticated == true
        || (context.Resource is HttpContext request && request.GetEndpoint() is not RouteEndpoint);
}
