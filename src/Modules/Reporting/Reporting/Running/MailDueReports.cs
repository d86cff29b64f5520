using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Features;
using MonolithFirst.Reporting.Persistence;
using MonolithFirst.Reporting.Reports;
using MonolithFirst.Users.Contracts;

namespace MonolithFirst.Reporting.Running;

/// <summary>
/// Mails saved reports to their owners when they are due, each once: the next time is planned in the transaction that sends. An owner
/// who may no longer see reports gets no more of them.
/// </summary>
internal sealed class MailDueReports(
    ReportingDbContext db,
    UnitOfWork unitOfWork,
    IQueryBus queries,
    ReportReader reader,
    ReportingOptions options,
    TimeProvider clock,
    ILogger<MailDueReports> logger
) : IJob
{
    // What a mail is still read at; notifications take at most 20,000 characters of values.
    private const int MostRows = 50;
    private const int MostCharacters = 12_000;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var due = await db
            .SavedReports.AsNoTracking()
            .Where(saved => saved.NextMailAt <= now)
            .OrderBy(saved => saved.NextMailAt)
            .ToListAsync(cancellationToken);
        foreach (var saved in due)
        {
            try
            {
                await MailAsync(saved, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The others are mailed none the less; this one is tried again with the next run.
                logger.LogError(failure, "The saved report {SavedReport} could not be mailed", saved.Id);
            }
        }
    }

    private async Task MailAsync(SavedReport saved, CancellationToken cancellationToken)
    {
        var owner = await queries.AskAsync(new GetUserInfo(saved.OwnerId), cancellationToken);
        var mayRead = owner is { Found: true, Roles: { } roles } && (roles.Contains(Roles.Staff) || roles.Contains(Roles.Admin));
        var values = mayRead ? await WriteAsync(saved, cancellationToken) : null;
        await unitOfWork.RunAsync(
            db,
            async token =>
            {
                var row = await db.SavedReports.Where(candidate => candidate.Id == saved.Id).ForUpdate().SingleOrDefaultAsync(token);
                if (row is null || row.NextMailAt != saved.NextMailAt)
                {
                    // Deleted, planned anew, or mailed by another process.
                    return;
                }

                if (values is null)
                {
                    row.StopMailing();
                    return;
                }

                row.PlanNext(Now);
                db.Send(new NotifyUser(Guid.CreateVersion7(), row.OwnerId, DefineTemplates.Report, Channel.Email, values));
            },
            cancellationToken
        );
        db.ChangeTracker.Clear();
    }

    private async Task<IReadOnlyDictionary<string, string>> WriteAsync(SavedReport saved, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(Now);
        var report = RunReport.Named(saved.Report);
        var arguments = JsonSerializer.Deserialize<ReportArguments>(saved.Arguments)!;
        try
        {
            var sql = arguments.For(report, today);
            var (total, shown, csv) = await reader.ReadAsync(
                report,
                sql,
                options.Interactive,
                (total, rows) => WriteAsync(report, total, rows, cancellationToken),
                cancellationToken
            );
            var note = shown == total ? "" : $"These are the first {shown}.";
            return Values(saved, report, sql, total.ToString(CultureInfo.InvariantCulture), note, csv);
        }
        catch (ProblemException refusal)
        {
            // Whoever waits for the report learns why it does not come.
            return Values(saved, report, new Dictionary<string, object?>(), "no", refusal.Message, "");
        }
    }

    private static async Task<(long Total, int Shown, string Csv)> WriteAsync(
        ReportDefinition report,
        long total,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        var first = await rows.Take(MostRows).ToListAsync(cancellationToken);
        for (var shown = first.Count; ; shown /= 2)
        {
            using var text = new MemoryStream();
            await ReportFile.WriteAsync(text, ReportFormat.Csv, report, first.Take(shown).ToAsyncEnumerable(), cancellationToken);
            if (text.Length <= MostCharacters || shown == 0)
            {
                return (total, shown, Encoding.UTF8.GetString(text.ToArray()));
            }
        }
    }

    private static Dictionary<string, string> Values(
        SavedReport saved,
        ReportDefinition report,
        IReadOnlyDictionary<string, object?> sql,
        string rows,
        string shown,
        string csv
    ) =>
        new()
        {
            ["name"] = saved.Name,
            ["title"] = report.Title,
            ["from"] = Day(sql, "from", 0),
            ["to"] = Day(sql, "to", -1),
            ["rows"] = rows,
            ["shown"] = shown,
            ["csv"] = csv,
            ["path"] = $"/api/reporting/saved-reports/{saved.Id}",
        };

    private static string Day(IReadOnlyDictionary<string, object?> sql, string name, int offset) =>
        sql.GetValueOrDefault(name) is DateTime day ? day.AddDays(offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "-";
}
