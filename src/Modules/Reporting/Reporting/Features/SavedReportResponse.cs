using System.Text.Json;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Reports;

namespace MonolithFirst.Reporting.Features;

/// <summary>A saved report as clients see it.</summary>
/// <param name="Id">The saved report.</param>
/// <param name="OwnerId">Who saved it, and gets it by mail.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Report">The report.</param>
/// <param name="Arguments">What the report is asked.</param>
/// <param name="Mail">When it is mailed; null when it is not.</param>
/// <param name="NextMailAt">When it is mailed next.</param>
/// <param name="CreatedAt">When it was saved.</param>
/// <param name="Version">Counts its changes.</param>
internal sealed record SavedReportResponse(
    Guid Id,
    Guid OwnerId,
    string Name,
    string Report,
    ReportArguments Arguments,
    MailSchedule? Mail,
    DateTime? NextMailAt,
    DateTime CreatedAt,
    int Version
)
{
    public static SavedReportResponse Of(SavedReport saved) =>
        new(
            saved.Id,
            saved.OwnerId,
            saved.Name,
            saved.Report,
            JsonSerializer.Deserialize<ReportArguments>(saved.Arguments)!,
            saved.Frequency is { } frequency ? new MailSchedule(frequency, saved.MailHour) : null,
            saved.NextMailAt,
            saved.CreatedAt,
            saved.Version
        );

    public static ProblemException NotFound(Guid id) =>
        ProblemException.NotFound("reporting.saved_report_not_found", $"There is no saved report {id}.").With(("id", id));

    /// <summary>Everybody who may run reports sees what others saved; only its owner and administrators change it.</summary>
    public static void MayChange(SavedReport saved, Caller caller)
    {
        if (saved.OwnerId != caller.Id && !caller.Has(Roles.Admin))
        {
            throw ProblemException.Forbidden("reporting.not_yours", "Only its owner or an administrator changes a saved report.");
        }
    }
}

/// <summary>When a saved report is mailed to its owner.</summary>
/// <param name="Frequency">How often: daily, weekly on Monday, or monthly on the first.</param>
/// <param name="Hour">The hour of the day in UTC, 0 to 23.</param>
internal sealed record MailSchedule(MailFrequency Frequency, int Hour);
