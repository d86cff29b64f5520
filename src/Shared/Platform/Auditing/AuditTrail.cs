using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Auditing;

/// <summary>
/// Notes who changed what, when and from where, in the schema of the module that is changed and in the same transaction: there is no
/// change without its record, and no record of what was rolled back.
/// </summary>
internal sealed class AuditTrail(Caller caller, IHttpContextAccessor accessor, TimeProvider clock)
{
    /// <summary>
    /// Notes the request being handled, where staff or an administrator made it. What customers do is in the business rows, and sessions
    /// (endpoints open to anybody) change nothing that is anybody else's.
    /// </summary>
    /// <param name="context">The schema that the request changes, within its transaction.</param>
    /// <param name="request">What was asked for beyond the path, if anything.</param>
    public void Note(ModuleDbContext context, object? request = null)
    {
        var http = accessor.HttpContext;
        if (
            http is null
            || !caller.IsStaff
            || http.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        )
        {
            return;
        }

        var details = request is null
            ? null
            : PersonalData.Masked(JsonSerializer.Serialize(request, request.GetType(), MessageJson.Options));
        Note(context, DeedOf(http, endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "-", details));
    }

    /// <summary>The request as a deed.</summary>
    public Deed DeedOf(HttpContext http, string operation, JsonNode? details)
    {
        var path = http.Request.Path.Value ?? "";
        return new Deed(
            Guid.CreateVersion7(),
            clock.GetUtcNow().UtcDateTime,
            operation,
            http.Request.Method,
            path[..Math.Min(path.Length, AuditRecord.MaxPath)],
            AddressOf(http),
            MessageFlow.Current?.Correlation ?? RequestFlow.TraceOf(http),
            details
        );
    }

    /// <summary>Notes what the caller did, wherever that was.</summary>
    public void Note(ModuleDbContext context, Deed deed) =>
        context.Audit.Add(
            new AuditRecord
            {
                Id = deed.Id,
                At = deed.At,
                AccountId = caller.Id,
                Roles = string.Join(
                    ',',
                    accessor.HttpContext!.User.FindAll("roles").Select(role => role.Value).Order(StringComparer.Ordinal)
                ),
                Operation = deed.Operation,
                Method = deed.Method,
                Path = deed.Path,
                Address = deed.Address,
                Correlation = deed.Correlation,
                Details = deed.Details?.ToJsonString(),
            }
        );

    private static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        var text = (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString() ?? "-";
        return text[..Math.Min(text.Length, AuditRecord.MaxAddress)];
    }
}
