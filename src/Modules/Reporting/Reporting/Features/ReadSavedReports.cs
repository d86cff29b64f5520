using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Persistence;

namespace MonolithFirst.Reporting.Features;

/// <summary>Staff see the saved reports of all.</summary>
internal sealed class ReadSavedReports : IEndpoint
{
    private static readonly Sorting<SavedReport> Sorting = new Sorting<SavedReport>(saved => saved.Id)
        .By("name", saved => saved.Name)
        .By("createdAt", saved => saved.CreatedAt)
        .Usually("name");

    public static void Map(RouteGroupBuilder routes)
    {
        routes
            .MapGet(
                "/saved-reports",
                async ([AsParameters] PageQuery paging, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new ListQuery(paging), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("reporting_list_saved_reports")
            .WithSummary("Lists the saved reports");
        routes
            .MapGet(
                "/saved-reports/{id:guid}",
                async (Guid id, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var saved = await mediator.Send(new Query(id), cancellationToken);
                    response.SetETag(saved.Version);
                    return TypedResults.Ok(saved);
                }
            )
            .RequireAuthorization(Policies.Staff)
            .GivesETag()
            .WithName("reporting_get_saved_report")
            .WithSummary("Shows a saved report");
    }

    internal sealed record ListQuery(PageQuery Paging) : IReadRequest<PageOf<SavedReportResponse>>;

    internal sealed record Query(Guid Id) : IReadRequest<SavedReportResponse>;

    internal sealed class ListHandler(ReportingDbContext db) : IRequestHandler<ListQuery, PageOf<SavedReportResponse>>
    {
        public Task<PageOf<SavedReportResponse>> Handle(ListQuery query, CancellationToken cancellationToken) =>
            db.SavedReports.AsNoTracking().ToPageAsync(query.Paging, Sorting, saved => SavedReportResponse.Of(saved), cancellationToken);
    }

    internal sealed class Handler(ReportingDbContext db) : IRequestHandler<Query, SavedReportResponse>
    {
        public async Task<SavedReportResponse> Handle(Query query, CancellationToken cancellationToken) =>
            await db.SavedReports.AsNoTracking().SingleOrDefaultAsync(row => row.Id == query.Id, cancellationToken) is { } saved
                ? SavedReportResponse.Of(saved)
                : throw SavedReportResponse.NotFound(query.Id);
    }
}
