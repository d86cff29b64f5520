using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Reporting;

/// <summary>The settings below <c>reporting</c>: they protect the database that everybody shares.</summary>
internal sealed class ReportingOptions
{
    /// <summary>
    /// How long a report may take that somebody waits for, until its first row. Less than a gateway waits for an answer, which takes a
    /// longer silence for a fault of this instance.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long whoever downloads it may take for the rows.</summary>
    public TimeSpan DownloadTimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many rows it may have.</summary>
    public int RowLimit { get; init; } = 1_000_000;

    /// <summary>How long a report may take that runs as a job.</summary>
    public TimeSpan JobTimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many rows it may have.</summary>
    public int JobRowLimit { get; init; } = 10_000_000;

    /// <summary>How long the files of jobs are kept.</summary>
    public TimeSpan RunRetention { get; init; } = TimeSpan.FromDays(7);

    public ReportLimits Page => new(TimeLimit, TimeLimit, RowLimit);

    public ReportLimits Download => new(TimeLimit, DownloadTimeLimit, RowLimit);

    public ReportLimits Job => new(JobTimeLimit, JobTimeLimit, JobRowLimit);

    public static ReportingOptions From(IConfigurationSection settings)
    {
        var options = settings.Read<ReportingOptions>();
        return
            options is { RowLimit: > 0, JobRowLimit: > 0 and < int.MaxValue }
            && options.TimeLimit > TimeSpan.Zero
            && options.DownloadTimeLimit > TimeSpan.Zero
            && options.JobTimeLimit > TimeSpan.Zero
            && options.RunRetention > TimeSpan.Zero
            && options.TimeLimit < TimeSpan.FromDays(1)
            && options.DownloadTimeLimit < TimeSpan.FromDays(1)
            && options.JobTimeLimit < TimeSpan.FromDays(1)
            ? options
            : throw new ModuleSetupException("The settings below reporting are limits: give numbers above zero, and times below a day.");
    }
}

/// <summary>What a report may cost.</summary>
/// <param name="Time">How long it may take until its first row.</param>
/// <param name="Reading">How long all rows may take from then on, which depends on who takes them as well.</param>
/// <param name="Rows">How many rows it may have.</param>
internal sealed record ReportLimits(TimeSpan Time, TimeSpan Reading, int Rows);

/// <summary>Some of a report's rows.</summary>
/// <param name="Skip">How many come before them.</param>
/// <param name="Take">How many there are at most.</param>
internal sealed record ReportWindow(long Skip, int Take);
