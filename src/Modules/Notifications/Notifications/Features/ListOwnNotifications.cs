using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Notifications.Features;

/// <summary>What one has been told, newest first, as it was written. What waits or has failed has no text yet.</summary>
internal sealed class ListOwnNotifications : IEndpoint
{
    private static readonly Sorting<Notification> Sorting = new Sorting<Notification>(notification => notification.Id)
        .By("createdAt", notification => notification.CreatedAt)
        .Usually("-createdAt");

    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/me", HandleAsync).WithName("notifications_list_own").WithSummary("List one's own notifications");

    private static async Task<Ok<PageOf<Row>>> HandleAsync(
        [AsParameters] PageQuery paging,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new Request(paging), cancellationToken));

    internal sealed record Request(PageQuery Paging) : IReadRequest<PageOf<Row>>;

    /// <param name="Id">The notification.</param>
    /// <param name="Cause">What it is about: an id of the sender's.</param>
    /// <param name="Channel">How it goes.</param>
    /// <param name="Status">How far it has come.</param>
    /// <param name="Subject">Its subject, once it is sent.</param>
    /// <param name="Body">Its text, once it is sent.</param>
    /// <param name="CreatedAt">When it was asked for.</param>
    /// <param name="SentAt">When it went out.</param>
    internal sealed record Row(
        Guid Id,
        Guid Cause,
        Channel Channel,
        DeliveryStatus Status,
        string? Subject,
        string? Body,
        DateTime CreatedAt,
        DateTime? SentAt
    );

    internal sealed class Handler(NotificationsDbContext db, Caller caller) : IRequestHandler<Request, PageOf<Row>>
    {
        public Task<PageOf<Row>> Handle(Request request, CancellationToken cancellationToken) =>
            db
                .Notifications.Where(notification => notification.UserId == caller.Id)
                .ToPageAsync(
                    request.Paging,
                    Sorting,
                    notification => new Row(
                        notification.Id,
                        notification.Cause,
                        notification.Channel,
                        notification.Status,
                        notification.Subject,
                        notification.Body,
                        notification.CreatedAt,
                        notification.SentAt
                    ),
                    cancellationToken
                );
    }
}
