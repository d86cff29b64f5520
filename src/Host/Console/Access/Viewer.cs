using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Host.Console.Access;

/// <summary>Who looks at the page, and how they want to see it.</summary>
internal sealed partial class Viewer(IHttpContextAccessor accessor)
{
    public const string LanguageCookie = "mf_language";
    public const string ThemeCookie = "mf_theme";

    /// <summary>What names the viewer's time zone in an address.</summary>
    public const string ZoneName = "zone";

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    public bool IsSignedIn => Context.User.Identity?.IsAuthenticated == true;

    /// <summary>The viewer's account; null where nobody is signed in.</summary>
    public Guid? Id => Guid.TryParse(Context.User.FindFirstValue("sub"), out var id) ? id : null;

    public bool IsAdmin => Context.User.IsInRole(Roles.Admin);

    /// <summary>Light or dark where the viewer has chosen; otherwise the browser's own preference holds.</summary>
    public string? Theme => Context.Request.Cookies[ThemeCookie] is "light" or "dark" ? Context.Request.Cookies[ThemeCookie] : null;

    /// <summary>The language chosen, or the first of the browser's languages that there is.</summary>
    public string Language =>
        Texts.Language.From(Context.Request.Cookies[LanguageCookie])
        ?? Context
            .Request.GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(range => range.Quality ?? 1)
            .Select(range => Texts.Language.From(range.Value.Value))
            .FirstOrDefault(found => found is not null)
        ?? Texts.Language.Default;

    /// <summary>The page of a list that the address asks for; null where it asks for none that there can be, which is the first.</summary>
    public int? Page =>
        int.TryParse(Context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0
            ? page
            : null;

    /// <summary>The time zone whose days the address means; UTC, in which times stand for a browser without scripts, where it names none.</summary>
    public TimeZoneInfo Zone =>
        Context.Request.Query[ZoneName].ToString() is var name
        && NameOfZone().IsMatch(name)
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : TimeZoneInfo.Utc;

    /// <summary>The page's address with one more parameter, or another value for it.</summary>
    public string Here(string name, object? value)
    {
        var query = Context
            .Request.Query.Where(part => part.Key != name && part.Key != "done")
            .ToDictionary(part => part.Key, part => part.Value);
        if (value is not null)
        {
            query[name] = Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        return Context.Request.Path + QueryString.Create(query);
    }

    // As IANA names them: they are looked up among files.
    [GeneratedRegex(@"\A[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\z")]
    private static partial Regex NameOfZone();
}
