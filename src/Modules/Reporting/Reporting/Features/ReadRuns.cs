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

/// <summary>Staff see the reports that run, or have run, as jobs, and how far they have come.</summary>
internal sealed class ReadRuns : IEndpoint
{
    private static readonly Sorting<ReportRun> Sorting = new Sorting<ReportRun>(run => run.Id)
        .By("requestedAt", run => run.RequestedAt)
        .Usually("-requestedAt");

    public static void Map(RouteGroupBuilder routes)
    {
        routes
            .MapGet(
                "/runs",
                async (RunStatus? status, [AsParameters] PageQuery paging, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new ListQuery(status, paging), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("reporting_list_runs")
            .WithSummary("Lists the runs of reports");
        routes
            .MapGet(
                "/runs/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(id), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("reporting_get_run")
            .WithSummary("Shows how far a run has come");
    }

    internal sealed record ListQuery(RunStatus? Status, PageQuery Paging) : IReadRequest<PageOf<RunResponse>>;

    internal sealed record Query(Guid Id) : IReadRequest<RunResponse>;

    internal sealed class ListHandler(ReportingDbContext db) : IRequestHandler<ListQuery, PageOf<RunResponse>>
    {
        public Task<PageOf<RunResponse>> Handle(ListQuery query, CancellationToken cancellationToken) =>
            db
                .Runs.Where(run => query.Status == null || run.Status == query.Status)
                .ToPageAsync(query.Paging, Sorting, RunResponse.Row, cancellationToken);
    }

    internal sealed class Handler(ReportingDbContext db) : IRequestHandler<Query, RunResponse>
    {
        public async Task<RunResponse> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Runs.Where(run => run.Id == query.Id).Select(RunResponse.Row).SingleOrDefaultAsync(cancellationToken)
            ?? throw RunResponse.NotFound(query.Id);
    }
}
