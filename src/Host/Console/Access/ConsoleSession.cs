using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MonolithFirst.Host.Console.Access;

/// <summary>What the users module gives at sign-in.</summary>
internal sealed record Tokens(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn);

/// <summary>
/// A browser's session: two cookies that hold the tokens of the users module, readable by no script. A request for a page gets the access
/// token as its <c>Authorization</c>, and is from there on like any client's; the API itself takes no cookie. An access token that has
/// expired is renewed; requests at the same time, of whichever gateways, come to the same session by themselves, because the users module
/// gives the same refresh token to all of them. A request that another site caused carries nobody's session.
/// </summary>
internal sealed class ConsoleSession(Loopback loopback, TimeProvider clock, ILogger<ConsoleSession> logger)
{
    private const string Access = "mf_access";
    private const string Refresh = "mf_refresh";

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private static readonly object UnavailableItem = new();

    /// <summary>Whether the session could not be renewed because the users module did not answer.</summary>
    public static bool IsUnavailable(HttpContext context) => context.Items.ContainsKey(UnavailableItem);

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (
            ConsoleSetup.IsFor(request)
            // Scripts, styles and pictures belong to nobody. Not by their extension: a product's number may have a dot as well.
            && context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null
            && request.Headers.Authorization.Count == 0
            && request.Cookies.ContainsKey(Refresh)
            && IsOfThisSite(request)
            && await AccessTokenAsync(context) is { } token
        )
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token).ToString();
        }

        await next(context);
    }

    /// <summary>Lets the browser keep the tokens, until it is closed.</summary>
    public static void Keep(HttpContext context, Tokens tokens)
    {
        context.Response.Cookies.Append(Access, tokens.AccessToken, Options(context));
        context.Response.Cookies.Append(Refresh, tokens.RefreshToken, Options(context));
    }

    /// <summary>Ends the session, also at the users module.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (context.Request.Cookies[Refresh] is { } refreshToken)
        {
            try
            {
                using var answer = await PostAsync(context, "/api/users/sign-out", refreshToken);
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                logger.LogWarning("A session could not be ended at the users module: {Reason}", failure.Message);
            }
        }

        context.Response.Cookies.Delete(Access, Options(context));
        context.Response.Cookies.Delete(Refresh, Options(context));
    }

    private static CookieOptions Options(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            Path = "/",
            // Lax, so that a link in a mail leads to the page and not to the sign-in.
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        };

    /// <summary>Safe methods come from anywhere, others from pages of this host alone.</summary>
    private static bool IsOfThisSite(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return true;
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site is "same-origin"
            : Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
                && origin.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string?> AccessTokenAsync(HttpContext context)
    {
        if (context.Request.Cookies[Access] is { } current && IsFresh(current))
        {
            return current;
        }

        var renewed = await RenewedAsync(context, context.Request.Cookies[Refresh]!);
        if (renewed is not null)
        {
            Keep(context, renewed);
        }

        return renewed?.AccessToken;
    }

    private bool IsFresh(string token)
    {
        try
        {
            return new JsonWebToken(token).ValidTo > clock.GetUtcNow().UtcDateTime + Margin;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private async Task<Tokens?> RenewedAsync(HttpContext context, string refreshToken)
    {
        try
        {
            using var answer = await PostAsync(context, "/api/users/refresh", refreshToken);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest)
            {
                return null;
            }

            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync<Tokens>();
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            logger.LogWarning("A session could not be renewed: {Reason}", failure.Message);
            context.Items[UnavailableItem] = true;
            return null;
        }
    }

    private Task<HttpResponseMessage> PostAsync(HttpContext context, string path, string refreshToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(new { refreshToken }),
        };
        return loopback.SendAsync(request, context.Connection.RemoteIpAddress, CancellationToken.None);
    }
}
