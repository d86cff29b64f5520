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

/// <summary>What notifications are written from, for staff: all templates, or one with its entity tag.</summary>
internal sealed class ReadTemplates : IEndpoint
{
    private static readonly Sorting<Template> Sorting = new Sorting<Template>(template => template.Channel)
        .By("key", template => template.Key)
        .By("changedAt", template => template.ChangedAt);

    public static void Map(RouteGroupBuilder routes)
    {
        routes
            .MapGet("/templates", AllAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("notifications_list_templates")
            .WithSummary("List the templates");
        routes
            .MapGet("/templates/{key}/{channel}", OneAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("notifications_read_template")
            .WithSummary("Read a template")
            .GivesETag();
    }

    private static async Task<Ok<PageOf<Row>>> AllAsync(
        [AsParameters] PageQuery paging,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new Request(paging), cancellationToken));

    private static async Task<Ok<Row>> OneAsync(
        string key,
        Channel channel,
        IMediator mediator,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var template = await mediator.Send(new OneRequest(key, channel), cancellationToken);
        response.SetETag(template.Version);
        return TypedResults.Ok(template);
    }

    internal sealed record Request(PageQuery Paging) : IReadRequest<PageOf<Row>>;

    internal sealed record OneRequest(string Key, Channel Channel) : IReadRequest<Row>;

    /// <param name="Key">The sending module, a dot, and what it is for.</param>
    /// <param name="Channel">The channel that it is written for.</param>
    /// <param name="Subject">With placeholders; not used for SMS.</param>
    /// <param name="Body">Plain text with placeholders.</param>
    /// <param name="ChangedAt">When it was last edited.</param>
    /// <param name="Version">Its entity tag.</param>
    internal sealed record Row(string Key, Channel Channel, string Subject, string Body, DateTime ChangedAt, int Version);

    internal sealed class AllHandler(NotificationsDbContext db) : IRequestHandler<Request, PageOf<Row>>
    {
        public Task<PageOf<Row>> Handle(Request request, CancellationToken cancellationToken) =>
            db.Templates.ToPageAsync(
                request.Paging,
                Sorting,
                template => new Row(template.Key, template.Channel, template.Subject, template.Body, template.ChangedAt, template.Version),
                cancellationToken
            );
    }

    internal sealed class OneHandler(NotificationsDbContext db) : IRequestHandler<OneRequest, Row>
    {
        public async Task<Row> Handle(OneRequest request, CancellationToken cancellationToken)
        {
            var template =
                await db
                    .Templates.AsNoTracking()
                    .SingleOrDefaultAsync(row => row.Key == request.Key && row.Channel == request.Channel, cancellationToken)
                ?? throw ProblemException.NotFound("notifications.template_not_found", "There is no such template.");
            return new Row(template.Key, template.Channel, template.Subject, template.Body, template.ChangedAt, template.Version);
        }
    }
}
