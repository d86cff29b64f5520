using System.Diagnostics;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Observability;

namespace MonolithFirst.Platform.Web;

/// <summary>The module that an endpoint belongs to.</summary>
internal sealed record ModuleMetadata(string Module);

/// <summary>
/// Says to whom a request belongs: module and use case on every log line, and correlation and user in the <see cref="MessageFlow"/>
/// that messages and queries carry on.
/// </summary>
internal static partial class RequestFlow
{
    public const string Header = "X-Correlation-Id";

    private static readonly object CorrelationItem = new();
    private static readonly object EndpointItem = new();

    /// <summary>Before anything that can fail, so that failures are logged with what they belong to.</summary>
    public static async Task BeginAsync(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Headers[Header].ToString();
        var correlation = SaneCorrelation().IsMatch(given) ? given : TraceOf(context);
        context.Items[CorrelationItem] = correlation;
        context.Items[EndpointItem] = context.GetEndpoint();
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = correlation;
            return Task.CompletedTask;
        });
        using var lines = Resume(context);
        await next(context);
    }

    /// <summary>Once it is known who calls.</summary>
    public static Task SetUserAsync(HttpContext context, RequestDelegate next)
    {
        MessageFlow.Current = FlowOf(context);
        return next(context);
    }

    /// <summary>Belongs to the request again, where what was set deeper inside is gone.</summary>
    public static IDisposable? Resume(HttpContext context)
    {
        MessageFlow.Current = FlowOf(context);
        var endpoint = context.Items[EndpointItem] as Endpoint;
        return endpoint?.Metadata.GetMetadata<ModuleMetadata>() is { } owner
            ? LogScope.Begin(
                owner.Module,
                endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.DisplayName ?? "-"
            )
            : null;
    }

    /// <summary>By what a request is found in logs and traces.</summary>
    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    private static MessageFlow FlowOf(HttpContext context) =>
        new((string)context.Items[CorrelationItem]!, null, context.User.FindFirstValue("sub"));

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex SaneCorrelation();
}
