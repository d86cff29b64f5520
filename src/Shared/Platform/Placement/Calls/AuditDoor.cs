using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Auditing;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Takes on record what was done in another process to what belongs to a module hosted here.</summary>
internal static class AuditDoor
{
    public const string Path = "/internal/audit/";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(Path + "{module}", NoteAsync)
            .RequireAuthorization(Policies.Admin)
            .WithMetadata(new UnlimitedMetadata(), new ForServicesMetadata())
            .ExcludeFromDescription();

    private static async Task<Results<NoContent, NotFound>> NoteAsync(
        string module,
        HttpContext http,
        ModuleCatalog modules,
        UnitOfWork unitOfWork,
        AuditTrail audit,
        CancellationToken cancellationToken
    )
    {
        var deed = await http.Request.ReadFromJsonAsync<Deed>(JsonSerializerOptions.Web, cancellationToken);
        if (deed is null || !modules.IsHosted(module))
        {
            return TypedResults.NotFound();
        }

        var context = modules.HostedNamed(module).ContextFrom(http.RequestServices);
        await unitOfWork.RunAsync(
            context,
            async token =>
            {
                // Told again where the first answer got lost.
                if (!await context.Audit.AnyAsync(record => record.Id == deed.Id, token))
                {
                    audit.Note(context, deed);
                }
            },
            cancellationToken
        );
        return TypedResults.NoContent();
    }
}

/// <summary>Has a process that hosts the module take on record what was done here.</summary>
internal sealed class AuditElsewhere(IHttpClientFactory clients)
{
    /// <summary>What it goes by, as the lists do (<see cref="ListsElsewhere.ServiceOf"/>).</summary>
    public static string ServiceOf(string module) => $"{module}_note_deed";

    /// <exception cref="ProblemException">503: nobody took it.</exception>
    public async Task NoteAsync(HttpContext asked, string module, Deed deed)
    {
        using var request = ModuleHttpClient
            .RequestTo(module, HttpMethod.Post, AuditDoor.Path + module, ServiceOf(module), asked.RequestAborted)
            .OnBehalfOf(asked.Request.Headers.Authorization);
        request.Content = JsonContent.Create(deed);
        try
        {
            using var response = await clients.CreateClient(ModuleHttpClient.Name).SendAsync(request, asked.RequestAborted);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception failure) when (!asked.RequestAborted.IsCancellationRequested)
        {
            var cause = failure.GetBaseException().Message;
            throw ProblemException
                .Of(
                    StatusCodes.Status503ServiceUnavailable,
                    "platform.not_on_record",
                    $"Nothing was done, because {module} cannot take it on record now: {cause}"
                )
                .With(("module", module), ("cause", cause));
        }
    }
}
