using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Persistence;
using MonolithFirst.Reporting.Reports;
using MonolithFirst.Reporting.Running;

namespace MonolithFirst.Reporting.Features;

/// <summary>Staff have a report made into a file in the background, for what takes longer than anybody waits.</summary>
internal sealed class StartRun : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/reports/{name}/runs",
                async (string name, Request body, IMediator mediator, JobTrigger jobs, CancellationToken cancellationToken) =>
                {
                    var command = new Command(name, body.Format ?? ReportFormat.Csv, body.Arguments ?? new ReportArguments());
                    var run = await mediator.Send(command, cancellationToken);
                    // Now instead of within a minute.
                    jobs.RunNow("reporting", RunQueuedReports.Name);
                    return TypedResults.Accepted($"/api/reporting/runs/{run.Id}", run);
                }
            )
            .Idempotent()
            .RequireAuthorization(Policies.Staff)
            .WithExample(new Request(ReportFormat.Xlsx, new ReportArguments(Days: 730, Period: "month")))
            .WithName("reporting_start_run")
            .WithSummary("Runs a report as a job");

    /// <param name="Format">The file; CSV unless told.</param>
    /// <param name="Arguments">What the report is asked.</param>
    internal sealed record Request(ReportFormat? Format = null, ReportArguments? Arguments = null);

    internal sealed record Command(string Name, ReportFormat Format, ReportArguments Arguments) : IWriteRequest<RunResponse>;

    internal sealed class Handler(ReportingDbContext db, Caller caller, TimeProvider clock) : IRequestHandler<Command, RunResponse>
    {
        public Task<RunResponse> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var report = RunReport.Named(command.Name);
            command.Arguments.For(report, now);
            var run = ReportRun.Request(report.Name, JsonSerializer.Serialize(command.Arguments), command.Format, caller.Id, now);
            db.Runs.Add(run);
            return Task.FromResult(RunResponse.Of(run));
        }
    }
}
