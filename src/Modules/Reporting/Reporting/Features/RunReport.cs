using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Reports;
using MonolithFirst.Reporting.Running;

namespace MonolithFirst.Reporting.Features;

/// <summary>Staff run a report and read its rows by pages.</summary>
internal sealed class RunReport : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/reports/{name}",
                async (
                    string name,
                    [AsParameters] ReportArguments arguments,
                    [FromQuery(Name = "page")] int? page,
                    [FromQuery(Name = "pageSize")] int? pageSize,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) => TypedResults.Ok(await mediator.Send(new Query(name, arguments, new PageQuery(page, pageSize)), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status422UnprocessableEntity)
            .WithName("reporting_run_report")
            .WithSummary("Runs a report")
            .WithDescription(
                "Rows have the columns that the catalogue names. 422 with reporting.time_limit or reporting.row_limit when it costs too much; "
                    + "then ask for fewer days, or run it as a job."
            );

    internal sealed record Query(string Name, ReportArguments Arguments, PageQuery Paging) : IReadRequest<ReportPage>;

    /// <param name="Report">The report.</param>
    /// <param name="From">The first day that it looks at, in UTC; null when it looks at none.</param>
    /// <param name="To">The last day.</param>
    /// <param name="Items">The rows of this page: values by column.</param>
    /// <param name="Page">The page, from 1.</param>
    /// <param name="PageSize">The most rows a page has.</param>
    /// <param name="Total">Rows on all pages together.</param>
    internal sealed record ReportPage(
        string Report,
        DateOnly? From,
        DateOnly? To,
        IReadOnlyList<IReadOnlyDictionary<string, object?>> Items,
        int Page,
        int PageSize,
        long Total
    );

    /// <summary>The report of that name.</summary>
    /// <exception cref="ProblemException">404: there is none.</exception>
    public static ReportDefinition Named(string name) =>
        ReportDefinition.All.GetValueOrDefault(name)
        ?? throw ProblemException
            .NotFound("reporting.report_not_found", $"There is no report '{name}'; see /api/reporting/reports.")
            .With(("report", name));

    internal sealed class Handler(ReportReader reader, ReportingOptions options, TimeProvider clock) : IRequestHandler<Query, ReportPage>
    {
        public async Task<ReportPage> Handle(Query query, CancellationToken cancellationToken)
        {
            var report = Named(query.Name);
            var (page, pageSize) = Paging.Check(query.Paging);
            var values = query.Arguments.For(report, clock.GetUtcNow().UtcDateTime);
            var (total, items) = await reader.ReadAsync(
                report,
                values,
                options.Page,
                new ReportWindow((page - 1L) * pageSize, pageSize),
                async (total, rows) => (total, await rows.Select(row => ByColumn(report, row)).ToListAsync(CancellationToken.None)),
                cancellationToken
            );
            var (first, last) = ReportArguments.DaysOf(values);
            return new ReportPage(report.Name, first, last, items, page, pageSize, total);
        }

        private static IReadOnlyDictionary<string, object?> ByColumn(ReportDefinition report, object?[] row) =>
            report.Columns.Zip(row).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }
}
