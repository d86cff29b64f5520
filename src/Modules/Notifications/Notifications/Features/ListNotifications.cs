using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Notifications.Features;

/// <summary>All notifications with the state of their delivery, for staff, newest first.</summary>
internal sealed class ListNotifications : IEndpoint
{
    private static readonly Sorting<Notification> Sorting = new Sorting<Notification>(notification => notification.Id)
        .By("createdAt", notification => notification.CreatedAt)
        .By("attempts", notification => notification.Attempts)
        .Usually("-createdAt");

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet("", HandleAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("notifications_list")
            .WithSummary("List notifications by state, channel, user or cause");

    private static async Task<Ok<PageOf<Row>>> HandleAsync(
        DeliveryStatus? status,
        Channel? channel,
        Guid? userId,
        Guid? cause,
        [AsParameters] PageQuery paging,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new Request(status, channel, userId, cause, paging), cancellationToken));

    internal sealed record Request(DeliveryStatus? Status, Channel? Channel, Guid? UserId, Guid? Cause, PageQuery Paging)
        : IReadRequest<PageOf<Row>>;

    /// <param name="Id">The notification.</param>
    /// <param name="Cause">What it is about: an id of the sender's.</param>
    /// <param name="UserId">Whom it tells.</param>
    /// <param name="Template">What it is written from.</param>
    /// <param name="Channel">How it goes.</param>
    /// <param name="Status">How far it has come.</param>
    /// <param name="Attempts">How often it has been tried.</param>
    /// <param name="DueAt">When it is tried next.</param>
    /// <param name="CreatedAt">When it was asked for.</param>
    /// <param name="SentAt">When it went out.</param>
    /// <param name="Error">What went wrong at the last attempt.</param>
    internal sealed record Row(
        Guid Id,
        Guid Cause,
        Guid UserId,
        string Template,
        Channel Channel,
        DeliveryStatus Status,
        int Attempts,
        DateTime? DueAt,
        DateTime CreatedAt,
        DateTime? SentAt,
        string? Error
    );

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() { }
    }

    internal sealed class Handler(NotificationsDbContext db) : IRequestHandler<Request, PageOf<Row>>
    {
        public Task<PageOf<Row>> Handle(Request request, CancellationToken cancellationToken)
        {
            var rows = db.Notifications.AsQueryable();
            if (request.Status is { } status)
            {
                rows = rows.Where(notification => notification.Status == status);
            }

            if (request.Channel is { } channel)
            {
                rows = rows.Where(notification => notification.Channel == channel);
            }

            if (request.UserId is { } userId)
            {
                rows = rows.Where(notification => notification.UserId == userId);
            }

            if (request.Cause is { } cause)
            {
                rows = rows.Where(notification => notification.Cause == cause);
            }

            return rows.ToPageAsync(
                request.Paging,
                Sorting,
                notification => new Row(
                    notification.Id,
                    notification.Cause,
                    notification.UserId,
                    notification.Template,
                    notification.Channel,
                    notification.Status,
                    notification.Attempts,
                    notification.DueAt,
                    notification.CreatedAt,
                    notification.SentAt,
                    notification.Error
                ),
                cancellationToken
            );
        }
    }
}
