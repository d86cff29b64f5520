using FluentValidation;
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

/// <summary>
/// Staff change what a template says. Which templates there are is up to the modules that use them, so none is made here. What waits to
/// be sent is written from the new text.
/// </summary>
internal sealed class EditTemplate : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPut("/templates/{key}/{channel}", HandleAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("notifications_edit_template")
            .WithSummary("Edit a template")
            .WithExample(new Text("Your appointment on {{day}}", "Dear {{displayName}},\nwe expect you on {{day}} at {{time}}.\n"))
            .TakesIfMatch()
            .Refuses(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Ok<ReadTemplates.Row>> HandleAsync(
        string key,
        Channel channel,
        Text text,
        IMediator mediator,
        HttpRequest request,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var edited = await mediator.Send(new Request(key, channel, text.Subject, text.Body, request.IfMatch()), cancellationToken);
        response.SetETag(edited.Version);
        return TypedResults.Ok(edited);
    }

    /// <param name="Subject">One line with placeholders such as {{day}}; not used for SMS.</param>
    /// <param name="Body">Plain text with placeholders.</param>
    internal sealed record Text(string? Subject, string Body);

    internal sealed record Request(string Key, Channel Channel, string? Subject, string Body, int? Expected)
        : IWriteRequest<ReadTemplates.Row>;

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Subject).PlainTextOrBlank(Template.MaxSubjectLength).When(request => request.Channel == Channel.Sms);
            RuleFor(request => request.Subject)
                .NotNull()
                .SaysRequired()
                .PlainText(Template.MaxSubjectLength)
                .When(request => request.Channel == Channel.Email);
            RuleFor(request => request.Body).MultilineText(Template.MaxBodyLength);
        }
    }

    internal sealed class Handler(NotificationsDbContext db, TimeProvider clock) : IRequestHandler<Request, ReadTemplates.Row>
    {
        public async Task<ReadTemplates.Row> Handle(Request request, CancellationToken cancellationToken)
        {
            var template =
                await db.Templates.SingleOrDefaultAsync(row => row.Key == request.Key && row.Channel == request.Channel, cancellationToken)
                ?? throw ProblemException.NotFound("notifications.template_not_found", "There is no such template.");
            template.MustMatch(request.Expected);
            template.Edit(request.Subject ?? "", request.Body, clock.GetUtcNow().UtcDateTime);
            // The answer carries the version that saving counts up.
            await db.SaveChangesAsync(cancellationToken);
            return new ReadTemplates.Row(
                template.Key,
                template.Channel,
                template.Subject,
                template.Body,
                template.ChangedAt,
                template.Version
            );
        }
    }
}
