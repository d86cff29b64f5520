using Microsoft.AspNetCore.Antiforgery;

namespace MonolithFirst.Host.Console.Access;

/// <summary>Ends the browser's session.</summary>
internal static class SignOut
{
    public const string Path = ConsoleSetup.Root + "/sign-out";

    public static void Map(WebApplication app) =>
        app.MapPost(
                Path,
                async (HttpContext context, IAntiforgery antiforgery, ConsoleSession session) =>
                {
                    if (!await antiforgery.IsRequestValidAsync(context))
                    {
                        context.Response.StatusCode = StatusCodes.Status400BadRequest;
                        return;
                    }

                    await session.EndAsync(context);
                    context.Response.Redirect(ConsoleSetup.Root + "/sign-in");
                }
            )
            .RequireAuthorization()
            .ExcludeFromDescription();
}
