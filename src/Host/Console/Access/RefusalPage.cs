using Microsoft.AspNetCore.Http.HttpResults;
using MonolithFirst.Host.Console.Api;
using MonolithFirst.Host.Console.Pages;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Host.Console.Access;

/// <summary>
/// A page of the console that says why there is no other, with the status of the refusal: also where a browser would otherwise show
/// problem details.
/// </summary>
internal sealed class RefusalPage : IProblemPages
{
    bool IProblemPages.IsFor(HttpRequest request) => IsFor(request);

    Task IProblemPages.ShowAsync(HttpContext context, int status) => ShowAsync(context, status);

    /// <summary>Whether a browser asks for a page.</summary>
    public static bool IsFor(HttpRequest request) =>
        ConsoleSetup.IsFor(request) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Says why by the status alone.</summary>
    public static Task ShowAsync(HttpContext context, int status) => ShowAsync(context, status, null);

    /// <summary>Says what the API said instead of giving a file.</summary>
    public static Task ShowAsync(HttpContext context, ApiException failure) => ShowAsync(context, (int)failure.Status, failure);

    private static async Task ShowAsync(HttpContext context, int status, ApiException? failure)
    {
        var parameters = new Dictionary<string, object?> { [nameof(Refusal.Status)] = status, [nameof(Refusal.Failure)] = failure };
        // Of a page that was given up; this one says it again, and nothing may be said twice.
        context.Response.Headers.Remove("blazor-enhanced-nav");
        // The services of a page that has failed, or was left half-way, know their request already and take no other.
        var usual = context.RequestServices;
        await using var scope = usual.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await new RazorComponentResult<Refusal>(parameters) { StatusCode = status }.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = usual;
        }
    }
}
