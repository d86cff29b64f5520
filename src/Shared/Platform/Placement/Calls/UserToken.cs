using Microsoft.AspNetCore.Http;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>
/// The token of the user on whose behalf the running code works, which goes along to other processes. Only one that has been checked
/// here: with any other, a caller is nobody in one process too, and must not be refused because modules are in several.
/// </summary>
internal sealed class UserToken(IHttpContextAccessor requests)
{
    /// <summary>What to send as <c>Authorization</c>; null where no user stands behind the work.</summary>
    public string? Current =>
        requests.HttpContext is { User.Identity.IsAuthenticated: true } request
        && request.Request.Headers.Authorization.ToString() is { Length: > 0 } token
            ? token
            : null;
}
