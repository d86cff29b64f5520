using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Security;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>
/// What passes the gateway. Whoever the client is, what it said about itself in <c>X-Forwarded-*</c> is replaced by what the gateway
/// found out: its own view, or that of a proxy in front that is trusted (<c>Web:TrustedProxies</c>).
/// </summary>
internal sealed class GatewayHeaders(GatewayOptions options, ServiceCredentials credentials) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context) { }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        context.AddXForwarded(ForwardedTransformActions.Set);
        foreach (var name in options.SensitiveTo(context.Route.ClusterId!))
        {
            context.AddRequestHeaderRemove(name);
        }

        foreach (var name in options.SensitiveFrom(context.Route.ClusterId!))
        {
            context.AddResponseHeaderRemove(name, ResponseCondition.Always);
        }

        context.AddRequestTransform(transform =>
        {
            transform.ProxyRequest.Headers.Remove(ServiceCredentials.Header);
            transform.ProxyRequest.Headers.Add(ServiceCredentials.Header, credentials.Current());
            // The instance builds links for the address that the client knows.
            transform.ProxyRequest.Headers.Host = null;
            return ValueTask.CompletedTask;
        });
        context.AddResponseTransform(transform =>
        {
            if (transform.ProxyResponse?.Headers.Contains(ServiceDoor.Refusal) == true)
            {
                // It is the gateway that is refused, and the client can do nothing about it.
                transform.SuppressResponseBody = true;
                transform.HttpContext.Features.Set(new ClosedDoor());
                foreach (var (name, _) in transform.ProxyResponse.Content.Headers)
                {
                    transform.HttpContext.Response.Headers.Remove(name);
                }

                transform.HttpContext.Response.Headers.Remove(ServiceDoor.Refusal);
            }

            return ValueTask.CompletedTask;
        });
    }
}
