using MediatR;
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
            .MapGet(
                "/reports/{name}/download",
                async (
                    string name,
                    [FromQuery(Name = "format")] ReportFormat? format,
                    [AsParameters] ReportArguments arguments,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) =>
                    (await mediator.Send(new Query(name, format ?? ReportFormat.Csv, arguments), cancellationToken)).Send(cancellationToken)
            )
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status422UnprocessableEntity)
            .Produces<Stream>(StatusCodes.Status200OK, "text/csv", ReportFile.XlsxType)
            .WithName("reporting_download_report")
            .WithSummary("Runs a report and gives all its rows as a file, CSV or Excel")
            .WithDescription(ReportFile.AboutCsv)
            // How long all rows take is up to whoever takes them; reporting:DownloadTimeLimit ends it.
            .DisableRequestTimeout();

    internal sealed record Query(string Name, ReportFormat Format, ReportArguments Arguments) : IReadRequest<Download>;

    internal sealed class Handler(ReportReader reader, ReportingOptions options, TimeProvider clock) : IRequestHandler<Query, Download>
    {
        public Task<Download> Handle(Query query, CancellationToken cancellationToken)
        {
            var report = RunReport.Named(query.Name);
            var values = query.Arguments.For(report, clock.GetUtcNow().UtcDateTime);
            return Task.FromResult(
                Download.Of(report.Name, query.Format, (body, token) => WriteAsync(query.Format, report, values, body, token))
            );
        }

        private Task WriteAsync(
            ReportFormat format,
            ReportDefinition report,
            IReadOnlyDictionary<string, object?> values,
            Stream body,
            CancellationToken cancellationToken
        ) =>
            reader.ReadAsync(
                report,
                values,
                ReportFile.Within(options.Download, format),
                window: null,
                async (_, rows) =>
                {
                    await using var file = new ChunkStream(ChunkSize, body.WriteAsync);
                    await ReportFile.WriteAsync(file, format, report, rows, cancellationToken);
                    await file.FinishAsync(cancellationToken);
                    return true;
                },
                cancellationToken
            );
    }
}

/// <summary>A file that is written while it is sent.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Type">Its media type.</param>
/// <param name="WriteAsync">Writes it.</param>
internal sealed record Download(string Name, string Type, Func<Stream, CancellationToken, Task> WriteAsync)
{
    /// <summary>The answer that it is.</summary>
    public PushStreamHttpResult Send(CancellationToken cancellationToken) =>
        TypedResults.Stream(body => WriteAsync(body, cancellationToken), Type, Name);

    /// <summary>A report's file.</summary>
    public static Download Of(string report, ReportFormat format, Func<Stream, CancellationToken, Task> writeAsync) =>
        new($"{report}.{format.ToString().ToLowerInvariant()}", ReportFile.TypeOf(format), writeAsync);
}
