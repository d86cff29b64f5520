using Microsoft.AspNetCore.Routing;

namespace MonolithFirst.Platform.Web;

/// <summary>
/// A use case's REST endpoint. The platform finds every implementation in a hosted module and maps it below
/// <c>/api/&lt;module&gt;</c>, closed to anonymous callers and with the conventions of all modules.
/// </summary>
public interface IEndpoint
{
    /// <summary>Maps the route, with paths relative to <c>/api/&lt;module&gt;</c>.</summary>
    static abstract void Map(RouteGroupBuilder routes);
}
