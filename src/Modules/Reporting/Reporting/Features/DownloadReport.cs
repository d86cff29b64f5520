using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Reports;
using MonolithFirst.Reporting.Running;

namespace MonolithFirst.Reporting.Features;

/// <summary>Staff take a report away as a file, which is written while its rows are read.</summary>
internal sealed class DownloadReport : IEndpoint
{
    private const int ChunkSize = 64 * 1024;

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet("/reports/{name}/download", Handle)
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status422UnprocessableEntity)
            .Produces<Stream>(StatusCodes.Status200OK, "text/csv", ReportFile.XlsxType)
            .WithName("reporting_download_report")
            .WithSummary("Runs a report and gives all its rows as a file, CSV or Excel")
            // How long all rows take is up to whoever takes them; reporting:DownloadTimeLimit ends it.
            .DisableRequestTimeout();

    private static PushStreamHttpResult Handle(
        string name,
        [FromQuery(Name = "format")] ReportFormat? format,
        [AsParameters] ReportArguments arguments,
        ReportReader reader,
        ReportingOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var report = RunReport.Named(name);
        var values = arguments.For(report, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var wanted = format ?? ReportFormat.Csv;
        return TypedResults.Stream(
            body =>
                reader.ReadAsync(
                    report,
                    values,
                    ReportFile.Within(options.Download, wanted),
                    window: null,
                    async (_, rows) =>
                    {
                        await using var file = new ChunkStream(ChunkSize, body.WriteAsync);
                        await ReportFile.WriteAsync(file, wanted, report, rows, cancellationToken);
                        await file.FinishAsync(cancellationToken);
                        return true;
                    },
                    cancellationToken
                ),
            ReportFile.TypeOf(wanted),
            $"{report.Name}.{wanted.ToString().ToLowerInvariant()}"
        );
    }
}
