using System.Globalization;

namespace MonolithFirst.Host.Console.Access;

/// <summary>
/// Shows the dashboard of jobs in the viewer's language: it has its words by the culture of the interface. Only what is shown is asked for
/// in that language, because what is done there may begin a job, which would keep the culture.
/// </summary>
internal static class DashboardLanguage
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(ConsoleSetup.Jobs) && HttpMethods.IsGet(context.Request.Method))
        {
            // Of this request alone, since an asynchronous method leaves its caller's culture as it was.
            CultureInfo.CurrentUICulture = new NamedCulture(context.RequestServices.GetRequiredService<Viewer>().Language);
        }

        await next(context);
    }

    /// <summary>
    /// A culture that is nothing but a name to find words by: the host knows none besides the invariant one, by which numbers and times are
    /// written.
    /// </summary>
    private sealed class NamedCulture(string tag) : CultureInfo("")
    {
        public override string Name => tag;

        // The dashboard marks its pages with it, and its script has words for times by that mark: for Chinese with its country alone.
        public override string TwoLetterISOLanguageName => tag == "zh" ? "zh-CN" : tag;

        public override CultureInfo Parent => InvariantCulture;
    }
}
