using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>
/// Sends a request to another instance when one gave no answer at all: only where HTTP says that doing it twice is as doing it once
/// (RFC 9110, section 9.2.2), and only while the client has seen nothing of an answer.
/// </summary>
internal static class GatewayRetry
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next, int retries)
    {
        var mayRepeat =
            IsIdempotent(context.Request.Method) && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true;
        var proxy = context.GetReverseProxyFeature();
        var destinations = proxy.AvailableDestinations;
        for (var left = retries; ; left--)
        {
            await next(context);
            if (left == 0 || !mayRepeat || !GaveNoAnswer(context) || context.Response.HasStarted)
            {
                return;
            }

            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            proxy.AvailableDestinations = destinations;
        }
    }

    private static bool GaveNoAnswer(HttpContext context) =>
        !context.RequestAborted.IsCancellationRequested
        && context.GetForwarderErrorFeature()?.Error is ForwarderError.Request or ForwarderError.ResponseHeaders;

    private static bool IsIdempotent(string method) =>
        HttpMethods.IsGet(method)
        || HttpMethods.IsHead(method)
        || HttpMethods.IsOptions(method)
        || HttpMethods.IsPut(method)
        || HttpMethods.IsDelete(method);
}
