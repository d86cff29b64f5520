using MonolithFirst.Platform.Security;

namespace MonolithFirst.Host.Console.Access;

/// <summary>Lets staff know that there is no such page, and strangers not.</summary>
internal static class UnknownPage
{
    // The bare status becomes a page for a browser, and problem details for everybody else.
    public static void Map(WebApplication app) =>
        app.MapGet(ConsoleSetup.Root + "/{**rest}", () => Results.NotFound()).RequireAuthorization(Policies.Staff).ExcludeFromDescription();
}
