using MonolithFirst.Platform.Security;

namespace MonolithFirst.Host.Console.Api;

/// <summary>Hands a report's file through to the browser as it comes: the API takes tokens, and a link carries only the session.</summary>
internal static class Download
{
    public static readonly IReadOnlyList<string> Formats = ["csv", "xlsx"];

    public static void Map(WebApplication app) =>
        app.MapGet(ConsoleSetup.Root + "/reports/{name}/download", HandleAsync)
            .RequireAuthorization(Policies.Staff)
            .ExcludeFromDescription();

    private static async Task HandleAsync(string name, HttpContext context, ApiClient api)
    {
        try
        {
            using var answer = await api.AnswerAsync(
                HttpMethod.Get,
                $"{Report.Root}/{Uri.EscapeDataString(name)}/download{context.Request.QueryString}"
            );
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.Headers.ContentDisposition = answer.Content.Headers.ContentDisposition?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (ApiException) when (!context.Response.HasStarted)
        {
            // The page runs the report as well, and says why it cannot.
            context.Response.Redirect($"{ConsoleSetup.Root}/reports/{Uri.EscapeDataString(name)}{context.Request.QueryString}");
        }
    }
}
