using MonolithFirst.Host.Console.Texts;

namespace MonolithFirst.Host.Console.Access;

/// <summary>Keeps the language and the theme that a link of the console asks for, and goes on to the page without the question.</summary>
internal static class Preferences
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var query = context.Request.Query;
        if (
            !HttpMethods.IsGet(context.Request.Method)
            || !context.Request.Path.StartsWithSegments(ConsoleSetup.Root)
            || !(query.ContainsKey("language") || query.ContainsKey("theme"))
        )
        {
            return next(context);
        }

        Keep(context, Viewer.LanguageCookie, Language.From(query["language"]));
        Keep(context, Viewer.ThemeCookie, query["theme"].ToString() is "light" or "dark" ? query["theme"].ToString() : null);
        var rest = query.Where(part => part.Key is not ("language" or "theme"));
        context.Response.Redirect(context.Request.Path + QueryString.Create(rest));
        return Task.CompletedTask;
    }

    private static void Keep(HttpContext context, string cookie, string? value)
    {
        if (value is not null)
        {
            context.Response.Cookies.Append(
                cookie,
                value,
                new CookieOptions
                {
                    MaxAge = Kept,
                    // Not of the console's pages alone: the dashboard of jobs goes by them too.
                    Path = "/",
                    SameSite = SameSiteMode.Lax,
                    HttpOnly = true,
                    Secure = context.Request.IsHttps,
                }
            );
        }
    }
}
