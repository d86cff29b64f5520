using MonolithFirst.Platform.Security;

namespace MonolithFirst.Host.Console.Api;

/// <summary>Hands a report's file through to the browser as it comes: the API takes tokens, and a link carries only the session.</summary>
internal static class Download
{
    public const string Path = ConsoleSetup.Root + "/download";

    public static readonly IReadOnlyList<string> Formats = ["csv", "xlsx"];

    public static void Map(WebApplication app) =>
        app.MapGet(Path + "/{file}", HandleAsync).RequireAuthorization(Policies.Staff).ExcludeFromDescription();

    private static async Task HandleAsync(string file, HttpContext context, ApiClient api)
    {
        try
        {
            using var answer = await api.AnswerAsync(
                HttpMethod.Get,
                $"/api/reporting/reports/{Uri.EscapeDataString(file)}{context.Request.QueryString}"
            );
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{System.IO.Path.GetFileName(file)}\"";
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (ApiFailure failure)
        {
            context.Response.StatusCode = (int)failure.Status;
        }
    }
}
