using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace MonolithFirst.Platform.Web;

/// <summary>The roles that accounts can have.</summary>
public static class Roles
{
    /// <summary>Administers everything; may do whatever staff may.</summary>
    public const string Admin = "admin";

    /// <summary>Works in the business.</summary>
    public const string Staff = "staff";

    /// <summary>Buys; every account that registers.</summary>
    public const string Customer = "customer";
}

/// <summary>Who makes the request that is being handled. Inject it where a use case depends on its caller.</summary>
public sealed class Caller(IHttpContextAccessor accessor)
{
    private ClaimsPrincipal? Principal => accessor.HttpContext?.User;

    /// <summary>The account's id.</summary>
    /// <exception cref="ProblemException">401: nobody is signed in.</exception>
    public Guid Id => IdOrNull ?? throw ProblemException.Unauthorized("auth.required", "Sign in first.");

    /// <summary>The account's id, or null when nobody is signed in.</summary>
    public Guid? IdOrNull => Guid.TryParse(Principal?.FindFirstValue("sub"), out var id) ? id : null;

    /// <summary>Whether the caller works here: staff or an administrator.</summary>
    public bool IsStaff => Has(Roles.Staff) || Has(Roles.Admin);

    /// <summary>Whether the caller has the role.</summary>
    public bool Has(string role) => Principal?.IsInRole(role) ?? false;
}
