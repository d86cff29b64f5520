using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Notifications.Sending;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Notifications.Features;

/// <summary>Staff have a failed notification sent again, when what stood in its way is gone.</summary>
internal sealed class RetryNotification : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/{id:guid}/retry", HandleAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("notifications_retry")
            .WithSummary("Send a failed notification again")
            .Refuses(StatusCodes.Status409Conflict);

    private static async Task<Accepted<Response>> HandleAsync(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Accepted($"/api/notifications/{id}", await mediator.Send(new Request(id), cancellationToken));

    internal sealed record Request(Guid Id) : IWriteRequest<Response>;

    /// <param name="Id">The notification.</param>
    /// <param name="Status">How far it has come.</param>
    internal sealed record Response(Guid Id, DeliveryStatus Status);

    internal sealed class Handler(NotificationsDbContext db, DeliveryOptions options, TimeProvider clock)
        : IRequestHandler<Request, Response>
    {
        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var row =
                await db
                    .Notifications.Where(notification => notification.Id == request.Id)
                    .ForUpdate()
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw ProblemException.NotFound("notifications.not_found", "There is no such notification.");
            row.Retry(options.Attempts, clock.GetUtcNow().UtcDateTime);
            return new Response(row.Id, row.Status);
        }
    }
}
