using Microsoft.AspNetCore.Http;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Web;

/// <summary>The version of a row as an entity tag (RFC 9110, section 8.8.3), and the condition under which it may be edited.</summary>
public static class ETags
{
    /// <summary>Sets the <c>ETag</c> of the answer.</summary>
    public static void SetETag(this HttpResponse response, int version)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.ETag = $"\"{version}\"";
    }

    /// <summary>The version that the client read, from <c>If-Match</c>; null for <c>*</c>, which is any.</summary>
    /// <exception cref="ProblemException">428 without the header; 400 when it is no entity tag of ours.</exception>
    public static int? IfMatch(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var header = request.Headers.IfMatch.ToString().Trim();
        if (header.Length == 0)
        {
            throw ProblemException.Of(
                StatusCodes.Status428PreconditionRequired,
                "concurrency.if_match_required",
                "Send If-Match with the ETag that you read, so that nobody's change is overwritten unseen."
            );
        }

        if (header == "*")
        {
            return null;
        }

        return
            header.Length > 2 && header[0] == '"' && header[^1] == '"' && int.TryParse(header.AsSpan(1, header.Length - 2), out var version)
            ? version
            : throw ProblemException.Invalid(
                "If-Match",
                "validation.not_accepted",
                "'If-Match' is one strong entity tag as it was given, for example \"3\", or *."
            );
    }

    /// <summary>Refuses an edit of a row that has changed since the client read it.</summary>
    /// <exception cref="ProblemException">412: the versions differ.</exception>
    public static void MustMatch(this IVersioned row, int? expected)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (expected is not null && expected != row.Version)
        {
            throw ProblemException.Stale();
        }
    }
}
