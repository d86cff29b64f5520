using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Persistence;
using MonolithFirst.Reporting.Running;

namespace MonolithFirst.Reporting.Features;

/// <summary>Staff download what a run has made, from whichever process they ask.</summary>
internal sealed class DownloadRun : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/runs/{id:guid}/download",
                async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
                    (await mediator.Send(new Query(id), cancellationToken)).Send(cancellationToken)
            )
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status409Conflict)
            .Produces<Stream>(StatusCodes.Status200OK, "text/csv", ReportFile.XlsxType)
            .WithName("reporting_download_run")
            .WithSummary("Downloads the file of a run")
            .WithDescription(ReportFile.AboutCsv)
            // How long a file takes is up to whoever takes it.
            .DisableRequestTimeout();

    internal sealed record Query(Guid Id) : IReadRequest<Download>;

    internal sealed class Handler(ReportingDbContext db) : IRequestHandler<Query, Download>
    {
        public async Task<Download> Handle(Query query, CancellationToken cancellationToken)
        {
            var run =
                await db.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == query.Id, cancellationToken)
                ?? throw RunResponse.NotFound(query.Id);
            return run.Status == RunStatus.Done
                ? Download.Of(run.Report, run.Format, (body, token) => WriteAsync(query.Id, body, token))
                : throw ProblemException.Conflict("reporting.run_not_done", "The run has no file: see its status.");
        }

        private async Task WriteAsync(Guid id, Stream body, CancellationToken cancellationToken)
        {
            var parts = db.RunParts.Where(part => part.RunId == id).OrderBy(part => part.Number).Select(part => part.Content);
            await foreach (var content in parts.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                await body.WriteAsync(content, cancellationToken);
            }
        }
    }
}
