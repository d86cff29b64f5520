using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MonolithFirst.Platform.Web;

/// <summary>
/// Refuses paths that two programs in a row could read differently: what one takes for part of a name (an encoded slash, a path
/// parameter), the next could take for a way out of the module. No address of ours has any of it.
/// </summary>
internal static class PlainPaths
{
    private static readonly string[] Ambiguous = ["//", "\\", "%2f", "%5c", "%00", "%25", ";", "%3b"];

    public static Task CheckAsync(HttpContext context, RequestDelegate next) =>
        IsPlain(context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "")
            ? next(context)
            : Problem.Of(StatusCodes.Status404NotFound).WriteAsync(context);

    /// <summary>Whether the path of a request's target, as it came over the wire, can be read in one way alone.</summary>
    internal static bool IsPlain(string target)
    {
        var path = PathOf(target);
        foreach (var part in Ambiguous)
        {
            if (path.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        foreach (var segment in path.Split('/'))
        {
            if (path[segment].ToString().Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    // Proxies may send the whole address (RFC 9112, section 3.2.2).
    private static ReadOnlySpan<char> PathOf(string target)
    {
        var rest = target.AsSpan();
        if (!rest.StartsWith("/") && rest.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0)
        {
            rest = rest[(scheme + 3)..];
            var begin = rest.IndexOfAny('/', '?');
            rest = begin < 0 ? [] : rest[begin..];
        }

        var query = rest.IndexOf('?');
        return query < 0 ? rest : rest[..query];
    }
}
