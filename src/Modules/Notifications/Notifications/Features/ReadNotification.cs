using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Notifications.Features;

/// <summary>One notification with everything that is known of it, for staff who look into why it did not arrive.</summary>
internal sealed class ReadNotification : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet("/{id:guid}", HandleAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("notifications_read")
            .WithSummary("Read a notification");

    private static async Task<Ok<Response>> HandleAsync(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new Request(id), cancellationToken));

    internal sealed record Request(Guid Id) : IReadRequest<Response>;

    /// <param name="Id">The notification.</param>
    /// <param name="Cause">What it is about: an id of the sender's.</param>
    /// <param name="UserId">Whom it tells.</param>
    /// <param name="Template">What it is written from.</param>
    /// <param name="Channel">How it goes.</param>
    /// <param name="Values">What stands for the template's placeholders.</param>
    /// <param name="Status">How far it has come.</param>
    /// <param name="Attempts">How often it has been tried.</param>
    /// <param name="DueAt">When it is tried next.</param>
    /// <param name="CreatedAt">When it was asked for.</param>
    /// <param name="SentAt">When it went out.</param>
    /// <param name="Recipient">The address or number that it went to.</param>
    /// <param name="Subject">Its subject as sent.</param>
    /// <param name="Body">Its text as sent.</param>
    /// <param name="Error">What went wrong at the last attempt.</param>
    internal sealed record Response(
        Guid Id,
        Guid Cause,
        Guid UserId,
        string Template,
        Channel Channel,
        IReadOnlyDictionary<string, string> Values,
        DeliveryStatus Status,
        int Attempts,
        DateTime? DueAt,
        DateTime CreatedAt,
        DateTime? SentAt,
        string? Recipient,
        string? Subject,
        string? Body,
        string? Error
    );

    internal sealed class Handler(NotificationsDbContext db) : IRequestHandler<Request, Response>
    {
        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var row =
                await db.Notifications.AsNoTracking().SingleOrDefaultAsync(notification => notification.Id == request.Id, cancellationToken)
                ?? throw ProblemException.NotFound("notifications.not_found", "There is no such notification.");
            return new Response(
                row.Id,
                row.Cause,
                row.UserId,
                row.Template,
                row.Channel,
                row.ReadValues(),
                row.Status,
                row.Attempts,
                row.DueAt,
                row.CreatedAt,
                row.SentAt,
                row.Recipient,
                row.Subject,
                row.Body,
                row.Error
            );
        }
    }
}
