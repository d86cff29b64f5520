using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Persistence;

namespace MonolithFirst.Reporting.Features;

/// <summary>Its owner, or an administrator, deletes a saved report.</summary>
internal sealed class DeleteSavedReport : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapDelete(
                "/saved-reports/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(new Command(id), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("reporting_delete_saved_report")
            .WithSummary("Deletes a saved report");

    internal sealed record Command(Guid Id) : IWriteRequest<Unit>;

    internal sealed class Handler(ReportingDbContext db, Caller caller) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var saved =
                await db.SavedReports.SingleOrDefaultAsync(row => row.Id == command.Id, cancellationToken)
                ?? throw SavedReportResponse.NotFound(command.Id);
            SavedReportResponse.MayChange(saved, caller);
            db.SavedReports.Remove(saved);
            return Unit.Value;
        }
    }
}
