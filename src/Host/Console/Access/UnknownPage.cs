using Microsoft.AspNetCore.Http.HttpResults;
using MonolithFirst.Host.Console.Pages;
using MonolithFirst.Platform.Security;

namespace MonolithFirst.Host.Console.Access;

/// <summary>Says in a page of the console that there is no such page.</summary>
internal static class UnknownPage
{
    public static void Map(WebApplication app) =>
        app.MapGet(
                ConsoleSetup.Root + "/{**rest}",
                () =>
                    new RazorComponentResult<Refusal>(new { Status = StatusCodes.Status404NotFound })
                    {
                        StatusCode = StatusCodes.Status404NotFound,
                    }
            )
            .RequireAuthorization(Policies.Staff)
            .ExcludeFromDescription();
}
