using MonolithFirst.Platform.Security;

namespace MonolithFirst.Host.Console.Access;

/// <summary>Says in a page of the console that there is no such page.</summary>
internal static class UnknownPage
{
    public static void Map(WebApplication app) =>
        app.MapGet(ConsoleSetup.Root + "/{**rest}", () => RefusalPage.Of(StatusCodes.Status404NotFound))
            .RequireAuthorization(Policies.Staff)
            .ExcludeFromDescription();
}
