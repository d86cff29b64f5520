using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Persistence;
using MonolithFirst.Reporting.Reports;

namespace MonolithFirst.Reporting.Features;

/// <summary>Staff save a report with its arguments, change it, and have it mailed.</summary>
internal sealed class SaveReport : IEndpoint
{
    private static readonly Request Example = new(
        "Last week's sales",
        "sales",
        new ReportArguments(Days: 7),
        new MailSchedule(MailFrequency.Weekly, 6)
    );

    public static void Map(RouteGroupBuilder routes)
    {
        routes
            .MapPost(
                "/saved-reports",
                async (Request body, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var saved = await mediator.Send(new Command(null, null, body), cancellationToken);
                    response.SetETag(saved.Version);
                    return TypedResults.Created($"/api/reporting/saved-reports/{saved.Id}", saved);
                }
            )
            .Idempotent()
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status404NotFound)
            .GivesETag()
            .WithExample(Example)
            .WithName("reporting_save_report")
            .WithSummary("Saves a report with its arguments");
        routes
            .MapPut(
                "/saved-reports/{id:guid}",
                async (
                    Guid id,
                    Request body,
                    HttpRequest request,
                    HttpResponse response,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) =>
                {
                    var saved = await mediator.Send(new Command(id, request.IfMatch(), body), cancellationToken);
                    response.SetETag(saved.Version);
                    return TypedResults.Ok(saved);
                }
            )
            .RequireAuthorization(Policies.Staff)
            .TakesIfMatch()
            .WithExample(Example)
            .WithName("reporting_change_saved_report")
            .WithSummary("Changes a saved report");
    }

    /// <param name="Name">What it is called.</param>
    /// <param name="Report">The report.</param>
    /// <param name="Arguments">What the report is asked; with days instead of from and to it moves on.</param>
    /// <param name="Mail">When it is mailed to its owner; not at all unless told.</param>
    internal sealed record Request(string Name, string Report, ReportArguments? Arguments = null, MailSchedule? Mail = null);

    internal sealed record Command(Guid? Id, int? Version, Request Body) : IWriteRequest<SavedReportResponse>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Body.Name).PlainText(SavedReport.MaxName).OverridePropertyName("name");
            RuleFor(command => command.Body.Report)
                .Must(ReportDefinition.All.ContainsKey)
                .Says("validation.not_a_report", "'report' is the name of a report.")
                .OverridePropertyName("report");
            RuleFor(command => command.Body.Mail)
                .Must(mail => mail is null || mail.Hour is >= 0 and <= 23)
                .Says("validation.out_of_range", "'mail.hour' is a number from 0 to 23.", ("from", 0), ("to", 23))
                .OverridePropertyName("mail.hour");
        }
    }

    internal sealed class Handler(ReportingDbContext db, Caller caller, TimeProvider clock) : IRequestHandler<Command, SavedReportResponse>
    {
        public async Task<SavedReportResponse> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var saved = command.Id is { } id
                ? await ToChangeAsync(id, command.Version, cancellationToken)
                : SavedReport.Save(caller.Id, now);
            var arguments = command.Body.Arguments ?? new ReportArguments();
            arguments.For(RunReport.Named(command.Body.Report), now);
            var mail = command.Body.Mail;
            saved.Change(
                command.Body.Name.Trim(),
                command.Body.Report,
                JsonSerializer.Serialize(arguments),
                mail?.Frequency,
                mail?.Hour ?? 0,
                now
            );
            if (command.Id is null)
            {
                db.SavedReports.Add(saved);
            }

            // The answer carries the new version, which saving counts up.
            await db.SaveChangesAsync(cancellationToken);
            return SavedReportResponse.Of(saved);
        }

        private async Task<SavedReport> ToChangeAsync(Guid id, int? version, CancellationToken cancellationToken)
        {
            var saved =
                await db.SavedReports.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
                ?? throw SavedReportResponse.NotFound(id);
            SavedReportResponse.MayChange(saved, caller);
            saved.MustMatch(version);
            return saved;
        }
    }
}
