using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>Gives a parked or retrying message up. It stays visible as discarded until the retention ends, and is never handled.</summary>
internal sealed class DiscardMessage : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/messages/{module}/{id:guid}/discard", HandleAsync)
            .WithName("platform_discard_message")
            .WithSummary("Give a parked or retrying message up");

    private static async Task<NoContent> HandleAsync(
        string module,
        Guid id,
        ModuleCatalog modules,
        UnitOfWork unitOfWork,
        TimeProvider clock,
        HttpContext http,
        ILogger<DiscardMessage> logger,
        CancellationToken cancellationToken
    )
    {
        var context = AdministeredModule.Named(module, modules).ContextFrom(http.RequestServices);
        var now = clock.GetUtcNow().UtcDateTime;
        var discarded = await unitOfWork.RunAsync(
            context,
            token =>
                context
                    .Inbox.Where(row => row.Id == id && (row.Status == InboxStatus.Parked || row.Status == InboxStatus.Retrying))
                    .ExecuteUpdateAsync(
                        row =>
                            row.SetProperty(message => message.Status, InboxStatus.Discarded)
                                .SetProperty(message => message.HandledAt, (DateTime?)now)
                                .SetProperty(message => message.DueAt, (DateTime?)null),
                        token
                    ),
            cancellationToken
        );
        if (discarded == 0)
        {
            throw AdministeredModule.NoSuchMessage();
        }

        logger.LogWarning("Message {MessageId} of {ModuleName} was discarded by an administrator", id, module);
        return TypedResults.NoContent();
    }
}

/// <summary>The module whose messages an administrator acts on.</summary>
internal static class AdministeredModule
{
    public static HostedModule Named(string name, ModuleCatalog modules) =>
        modules.Hosted.FirstOrDefault(module => module.Name == name && module.ContextType is not null)
        ?? throw ProblemException.NotFound("platform.module_not_hosted", "No module of this name is hosted here.");

    public static ProblemException NoSuchMessage() =>
        ProblemException.NotFound("platform.message_not_found", "There is no such message, or it has been handled meanwhile.");
}
