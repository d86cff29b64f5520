using Microsoft.AspNetCore.Http;

namespace MonolithFirst.Platform.Web;

/// <summary>Headers that keep a browser from doing with an answer what nobody meant.</summary>
internal static class SecurityHeaders
{
    private const string ForData = "default-src 'none'; frame-ancestors 'none'";

    // Pages (the jobs' dashboard, the console) live on scripts and styles of this host alone; libraries set styles inline.
    private const string ForPages =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static Task SetAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            Set(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        var isPage = context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        // Browsers take the origin from what a page's form sends (Fetch standard, "append a request Origin header") where it may name no
        // referrer at all; by the origin the host tells its own forms from others'.
        headers["Referrer-Policy"] = isPage ? "same-origin" : "no-referrer";
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = isPage ? ForPages : ForData;
        }

        if (headers.CacheControl.Count == 0 && context.Request.Path.StartsWithSegments("/api"))
        {
            headers.CacheControl = "no-store";
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
