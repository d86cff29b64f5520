using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
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
            .MapGet("/runs/{id:guid}/download", HandleAsync)
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status409Conflict)
            .Produces<Stream>(StatusCodes.Status200OK, "text/csv", ReportFile.XlsxType)
            .WithName("reporting_download_run")
            .WithSummary("Downloads the file of a run")
            // How long a file takes is up to whoever takes it.
            .DisableRequestTimeout();

    private static async Task<PushStreamHttpResult> HandleAsync(Guid id, ReportingDbContext db, CancellationToken cancellationToken)
    {
        var run =
            await db.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw RunResponse.NotFound(id);
        if (run.Status != RunStatus.Done)
        {
            throw ProblemException.Conflict("reporting.run_not_done", "The run has no file: see its status.");
        }

        return TypedResults.Stream(
            body => WriteAsync(db, id, body, cancellationToken),
            ReportFile.TypeOf(run.Format),
            $"{run.Report}.{run.Format.ToString().ToLowerInvariant()}"
        );
    }

    private static async Task WriteAsync(ReportingDbContext db, Guid id, Stream body, CancellationToken cancellationToken)
    {
        var parts = db.RunParts.Where(part => part.RunId == id).OrderBy(part => part.Number).Select(part => part.Content);
        await foreach (var content in parts.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            await body.WriteAsync(content, cancellationToken);
        }
    }
}
