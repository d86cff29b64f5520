using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using MonolithFirst.Host.Console.Access;
using MonolithFirst.Host.Console.Api;
using MonolithFirst.Host.Console.Pages;
using MonolithFirst.Host.Console.Texts;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MudBlazor.Services;

namespace MonolithFirst.Host.Console;

/// <summary>
/// The console at <c>/admin</c>: pages that are rendered on the server, each an ordinary request, so that any gateway answers any of them
/// and nothing is kept for a viewer in between. They read and change through the REST API alone, with the viewer's own token.
/// </summary>
internal static class ConsoleSetup
{
    public const string Root = "/admin";

    /// <summary>Where the dashboard of jobs is.</summary>
    public const string Jobs = "/jobs";

    /// <summary>Whether it is for the console or the dashboard of jobs, which share the session and the pages of refusal.</summary>
    public static bool IsFor(HttpRequest request) => request.Path.StartsWithSegments(Root) || request.Path.StartsWithSegments(Jobs);

    /// <summary>The list of scripts and styles, by this program's name also where another one composes it.</summary>
    private static readonly string Files = $"{typeof(ConsoleSetup).Assembly.GetName().Name}.staticwebassets.endpoints.json";

    public static void AddConsole(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        if (!WebOptions.From(builder.Configuration).Console)
        {
            return;
        }

        // Files of packages are found where they were restored, unless they were published beside the program.
        builder.WebHost.UseStaticWebAssets();
        services.AddRazorComponents();
        services.AddMudServices();
        services.AddScoped<Viewer>();
        services.AddScoped<Words>();
        services.AddScoped<ReportWords>();
        services.AddScoped<FailureWords>();
        services.AddScoped<ApiClient>();
        services.AddScoped<UserDirectory>();
        services.AddSingleton<Loopback>();
        services.AddSingleton<LedgerWatch>();
        services.AddSingleton<ConsoleSession>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResults>();
        services.AddSingleton<IProblemPages, RefusalPage>();
        services.Configure<AntiforgeryOptions>(antiforgery =>
        {
            antiforgery.Cookie.Name = "mf_antiforgery";
            antiforgery.Cookie.Path = Root;
            // Said by the platform, for every page.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        // The same in every gateway, wherever its program lies.
        services.AddDataProtection().SetApplicationName("monolithfirst");
        services.Configure<KeyManagementOptions>(keys =>
        {
            keys.XmlRepository = new SharedKeys(builder.Configuration);
            keys.AutoGenerateKeys = false;
        });
    }

    /// <summary>Before everything that asks who calls, and after what knows the client behind a proxy.</summary>
    public static void UseConsoleSession(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<WebOptions>().Console)
        {
            return;
        }

        var loopback = app.Services.GetRequiredService<Loopback>();
        app.Use(next => context => loopback.ReceiveAsync(context, next));
        var session = app.Services.GetRequiredService<ConsoleSession>();
        app.Use(next => context => Preferences.RunAsync(context, next));
        app.Use(next => context => session.RunAsync(context, next));
        app.Use(next => context => DashboardLanguage.RunAsync(context, next));
    }

    public static void MapConsole(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<WebOptions>().Console)
        {
            return;
        }

        app.UseAntiforgery();
        app.Use(next => context => RefuseForged(context) ? Task.CompletedTask : next(context));
        var pages = app.MapGroup("");
        pages.MapStaticAssets(Files).AllowAnonymous();
        pages.MapRazorComponents<App>().WithStaticAssets(Files).RequireAuthorization(Policies.Staff);
        // What does not name an icon of its own, as the dashboard of jobs, is asked for this one.
        pages.MapGet("/favicon.ico", () => Results.Redirect(Root + "/icon.svg")).AllowAnonymous().ExcludeFromDescription();
        ((IEndpointConventionBuilder)pages).Add(OpenRedirects);
        SignOut.Map(app);
        Download.Map(app);
        UnknownPage.Map(app);
    }

    /// <summary>Before the pages do, which would answer with nothing at all.</summary>
    private static bool RefuseForged(HttpContext context)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return true;
    }

    /// <summary>
    /// A page that redirects after a form was sent does so by way of an address of the framework's, which is outside of the session's path
    /// and leads where the host itself has encrypted, so anybody may follow it.
    /// </summary>
    private static void OpenRedirects(EndpointBuilder endpoint)
    {
        if (
            endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path }
            && path.Contains("opaque-redirect", StringComparison.Ordinal)
        )
        {
            endpoint.Metadata.Add(new AllowAnonymousAttribute());
        }
    }
}
