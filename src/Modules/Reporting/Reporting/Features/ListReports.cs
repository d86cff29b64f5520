using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Reports;

namespace MonolithFirst.Reporting.Features;

/// <summary>Staff see which reports there are, what they can be asked, and what they answer.</summary>
internal sealed class ListReports : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/reports",
                async (IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("reporting_list_reports")
            .WithSummary("Lists the reports with their parameters and columns");

    internal sealed record Query : IReadRequest<ReportCatalogue>;

    /// <param name="Items">All reports, by name.</param>
    internal sealed record ReportCatalogue(IReadOnlyList<ReportDescription> Items);

    internal sealed record ReportDescription(
        string Name,
        string Title,
        string Description,
        IReadOnlyList<ReportParameter> Parameters,
        IReadOnlyList<ReportColumn> Columns,
        ReportChart? Chart
    );

    internal sealed class Handler : IRequestHandler<Query, ReportCatalogue>
    {
        public Task<ReportCatalogue> Handle(Query query, CancellationToken cancellationToken) =>
            Task.FromResult(
                new ReportCatalogue([
                    .. ReportDefinition.All.Values.Select(report => new ReportDescription(
                        report.Name,
                        report.Title,
                        report.Description,
                        report.Parameters,
                        report.Columns,
                        report.Chart
                    )),
                ])
            );
    }
}
