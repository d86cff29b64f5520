using Microsoft.AspNetCore.Http;
using MonolithFirst.Platform.Placement.LoadBalancing;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>
/// Sends a request to another instance when one gave no answer at all: only where HTTP says that doing it twice is as doing it once
/// (RFC 9110, section 9.2.2), and only while the client has seen nothing of an answer.
/// </summary>
internal static class GatewayRetry
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next, int retries)
    {
        var mayRepeat = IsIdempotent(context.Request.Method) && !ForwardingOutcome.MayHaveBody(context);
        var proxy = context.GetReverseProxyFeature();
        var destinations = proxy.AvailableDestinations;
        for (var left = retries; ; left--)
        {
            await next(context);
            if (
                left == 0
                || !mayRepeat
                || context.RequestAborted.IsCancellationRequested
                || context.Response.HasStarted
                || !IsWorthAnotherTry(context, destinations)
            )
            {
                return;
            }

            context.Features.Set<IForwarderErrorFeature>(null);
            context.Features.Set<ClosedDoor>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            proxy.AvailableDestinations = destinations;
        }
    }

    private static bool IsWorthAnotherTry(HttpContext context, IReadOnlyList<DestinationState> destinations) =>
        ForwardingOutcome.Of(context) switch
        {
            Forwarding.Unreachable or Forwarding.AnswerLost => true,
            // The same one hangs the next time as well, and the client would wait twice as long for nothing.
            Forwarding.TimedOut => GatewayLoadBalancing.IsAnyLeft(context, destinations),
            _ => false,
        };

    private static bool IsIdempotent(string method) =>
        HttpMethods.IsGet(method)
        || HttpMethods.IsHead(method)
        || HttpMethods.IsOptions(method)
        || HttpMethods.IsPut(method)
        || HttpMethods.IsDelete(method);
}
