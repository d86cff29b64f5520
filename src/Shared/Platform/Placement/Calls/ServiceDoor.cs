using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>
/// Lets only processes of this system in: everywhere on a process that is not the gateway, and to internal routes on every process.
/// </summary>
internal sealed class ServiceDoor(Role role, ServiceCredentials credentials, ILogger<ServiceDoor> logger)
{
    /// <summary>The response header by which another process knows that it was the door that refused, and not what lies behind.</summary>
    public const string Refusal = "X-Service-Door";

    private static readonly object FromService = new();

    /// <summary>Whether the request comes from a process of this system.</summary>
    public static bool IsFromService(HttpContext context) => context.Items.ContainsKey(FromService);

    public async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var credential = context.Request.Headers[ServiceCredentials.Header].ToString();
        if (await credentials.IsValidAsync(credential))
        {
            context.Items[FromService] = true;
        }
        else if (IsClosed(context))
        {
            if (credential.Length > 0)
            {
                logger.LogWarning(
                    "A request for {Path} was refused: its service credential, which names {Caller}, is not good. Are the secrets and the clocks the same?",
                    context.Request.Path.Value,
                    ServiceCredentials.CallerOf(credential)
                );
            }

            context.Response.Headers[Refusal] = "closed";
            await new Problem(
                StatusCodes.Status401Unauthorized,
                "auth.service_credential_required",
                "This process serves other processes of the system alone; clients go through the gateway."
            ).WriteAsync(context);
            return;
        }

        await next(context);
    }

    private bool IsClosed(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        return endpoint?.Metadata.GetMetadata<ForServicesMetadata>() is not null
            || (!role.IsGateway && endpoint?.Metadata.GetMetadata<ForProbesMetadata>() is null);
    }
}

/// <summary>Marks what answers whoever asks, on every process: health.</summary>
internal sealed class ForProbesMetadata;
