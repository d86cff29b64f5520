using System.Linq.Expressions;
using System.Text.Json;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Running;

namespace MonolithFirst.Reporting.Features;

/// <summary>A run as clients see it.</summary>
/// <param name="Id">The run.</param>
/// <param name="Report">The report.</param>
/// <param name="Format">The file it becomes.</param>
/// <param name="Status">How far it has come; done means that it can be downloaded.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="FinishedAt">When it was done, or failed.</param>
/// <param name="TotalRows">How many rows it will have, as soon as that is known.</param>
/// <param name="WrittenRows">How many of them are written.</param>
/// <param name="Error">Why it failed, in a sentence.</param>
/// <param name="ErrorCode">The stable code of why it failed, for programs.</param>
/// <param name="ErrorValues">What the sentence is about, by name; numbers as text.</param>
internal sealed record RunResponse(
    Guid Id,
    string Report,
    ReportFormat Format,
    RunStatus Status,
    Guid RequestedBy,
    DateTime RequestedAt,
    DateTime? FinishedAt,
    long? TotalRows,
    long WrittenRows,
    string? Error,
    string? ErrorCode,
    IReadOnlyDictionary<string, string>? ErrorValues
)
{
    public static readonly Expression<Func<ReportRun, RunResponse>> Row = run => new RunResponse(
        run.Id,
        run.Report,
        run.Format,
        run.Status,
        run.RequestedBy,
        run.RequestedAt,
        run.FinishedAt,
        run.TotalRows,
        run.WrittenRows,
        run.Error,
        run.ErrorCode,
        ValuesIn(run.ErrorValues)
    );

    private static readonly Func<ReportRun, RunResponse> Compiled = Row.Compile();

    private static Dictionary<string, string>? ValuesIn(string? json) =>
        json is null
            ? null
            : JsonSerializer
                .Deserialize<Dictionary<string, JsonElement>>(json)!
                .ToDictionary(value => value.Key, value => value.Value.ToString());

    public static RunResponse Of(ReportRun run) => Compiled(run);

    public static ProblemException NotFound(Guid id) =>
        ProblemException.NotFound("reporting.run_not_found", $"There is no run {id}.").With(("id", id));
}
