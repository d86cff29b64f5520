using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.WebUtilities;

namespace MonolithFirst.Host.Console.Access;

/// <summary>Leads a browser that may not see a page to the sign-in, or tells it in a page why not. Everybody else gets problem details.</summary>
internal sealed class AccessResults : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler usual = new();

    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded || !RefusalPage.IsFor(context.Request))
        {
            await usual.HandleAsync(next, context, policy, authorizeResult);
        }
        else if (ConsoleSession.IsUnavailable(context))
        {
            await RefusalPage.ShowAsync(context, StatusCodes.Status503ServiceUnavailable);
        }
        else if (authorizeResult.Forbidden)
        {
            await RefusalPage.ShowAsync(context, StatusCodes.Status403Forbidden);
        }
        else
        {
            var target = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString : ConsoleSetup.Root;
            context.Response.Redirect(QueryHelpers.AddQueryString(ConsoleSetup.Root + "/sign-in", "returnUrl", target));
        }
    }
}
