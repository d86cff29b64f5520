using MonolithFirst.Host.Console.Access;
using MonolithFirst.Platform.Security;

namespace MonolithFirst.Host.Console.Api;

/// <summary>Hands a report's file through to the browser as it comes: the API takes tokens, and a link carries only the session.</summary>
internal static class Download
{
    public static readonly IReadOnlyList<string> Formats = ["csv", "xlsx"];

    public static void Map(WebApplication app)
    {
        Map(app, "/reports/{name}/download", values => $"{Report.Root}/{Uri.EscapeDataString((string)values["name"]!)}/download");
        Map(app, "/report-runs/{id:guid}/download", values => $"/api/reporting/runs/{values["id"]}/download");
    }

    /// <param name="app">The host.</param>
    /// <param name="route">The link, below the console.</param>
    /// <param name="file">Where the API has the file.</param>
    private static void Map(WebApplication app, string route, Func<RouteValueDictionary, string> file) =>
        app.MapGet(
                ConsoleSetup.Root + route,
                (HttpContext context, ApiClient api) =>
                    HandOverAsync(context, api, file(context.Request.RouteValues) + context.Request.QueryString)
            )
            .RequireAuthorization(Policies.Staff)
            .ExcludeFromDescription();

    private static async Task HandOverAsync(HttpContext context, ApiClient api, string file)
    {
        try
        {
            using var answer = await api.AnswerAsync(HttpMethod.Get, file);
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.Headers.ContentDisposition = answer.Content.Headers.ContentDisposition?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (ApiException refusal)
        {
            // A page in place of the file: the link says nothing of a download, so the browser keeps what the answer calls one, and shows
            // anything else.
            await RefusalPage.ShowAsync(context, refusal);
        }
    }
}
