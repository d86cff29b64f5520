using Microsoft.AspNetCore.Http.HttpResults;
using MonolithFirst.Host.Console.Api;
using MonolithFirst.Host.Console.Pages;

namespace MonolithFirst.Host.Console.Access;

/// <summary>A page of the console that says why there is no other, with the status of the refusal.</summary>
internal static class RefusalPage
{
    /// <param name="status">The refusal's status, which says by itself why.</param>
    public static RazorComponentResult<Refusal> Of(int status) => Of(status, null);

    /// <param name="failure">What the API said instead of giving a file.</param>
    public static RazorComponentResult<Refusal> Of(ApiException failure) => Of((int)failure.Status, failure);

    private static RazorComponentResult<Refusal> Of(int status, ApiException? failure) =>
        new(new Dictionary<string, object?> { [nameof(Refusal.Status)] = status, [nameof(Refusal.Failure)] = failure })
        {
            StatusCode = status,
        };
}
