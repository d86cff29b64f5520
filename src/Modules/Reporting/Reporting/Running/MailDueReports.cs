using System.Globalization;
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
    WebOptions web,
    TimeProvider clock,
    ILogger<MailDueReports> logger
) : IJob
{
    // What a mail is still read at; notifications take at most 20,000 characters of values, as they stand in JSON.
    private const int MostRows = 50;
    private const int MostCharacters = 15_000;

    // For as long as this a mail is late; after that it is the next one's turn.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

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
                db.ChangeTracker.Clear();
                if (now - saved.NextMailAt > Patience)
                {
                    await ChangeAsync(saved, row => row.PlanNext(Now), cancellationToken);
                }
            }
        }
    }

    private async Task MailAsync(SavedReport saved, CancellationToken cancellationToken)
    {
        var owner = await queries.AskAsync(new GetUserInfo(saved.OwnerId), cancellationToken);
        var mayRead = owner is { Found: true, Roles: { } roles } && (roles.Contains(Roles.Staff) || roles.Contains(Roles.Admin));
        if (!mayRead)
        {
            await ChangeAsync(saved, row => row.StopMailing(), cancellationToken);
            return;
        }

        // Whoever is locked may be unlocked again, and gets nothing until then.
        var values = owner.IsLocked ? null : await WriteAsync(saved, cancellationToken);
        await ChangeAsync(
            saved,
            row =>
            {
                row.PlanNext(Now);
                if (values is not null)
                {
                    db.Send(new NotifyUser(Guid.CreateVersion7(), row.OwnerId, DefineTemplates.Report, Channel.Email, values));
                }
            },
            cancellationToken
        );
    }

    /// <summary>Changes the saved report, unless it was deleted, planned anew, or mailed by another process meanwhile.</summary>
    private async Task ChangeAsync(SavedReport saved, Action<SavedReport> change, CancellationToken cancellationToken)
    {
        await unitOfWork.RunAsync(
            db,
            async token =>
            {
                var row = await db.SavedReports.Where(candidate => candidate.Id == saved.Id).ForUpdate().SingleOrDefaultAsync(token);
                if (row is not null && row.NextMailAt == saved.NextMailAt)
                {
                    change(row);
                }
            },
            cancellationToken
        );
        db.ChangeTracker.Clear();
    }

    private async Task<IReadOnlyDictionary<string, string>> WriteAsync(SavedReport saved, CancellationToken cancellationToken)
    {
        var arguments = JsonSerializer.Deserialize<ReportArguments>(saved.Arguments)!;
        var title = saved.Report;
        try
        {
            var report = RunReport.Named(saved.Report);
            title = report.Title;
            var sql = arguments.For(report, Now);
            if (ReportArguments.DaysOf(sql) is ({ } first, { } last))
            {
                // The link shows what the mail does, also when the days have moved on.
                arguments = arguments.Between(first, last);
            }

            var (total, shown, csv) = await reader.ReadAsync(
                report,
                sql,
                options.Page,
                new ReportWindow(0, MostRows),
                (total, rows) => WriteAsync(report, total, rows, cancellationToken),
                cancellationToken
            );
            var note = shown == total ? "" : $"These are the first {shown}.";
            return Values(saved, title, arguments, total.ToString(CultureInfo.InvariantCulture), note, csv);
        }
        catch (ProblemException refusal)
        {
            // Whoever waits for the report learns why it does not come.
            return Values(saved, title, arguments, "no", refusal.Message, "");
        }
    }

    private static async Task<(long Total, int Shown, string Csv)> WriteAsync(
        ReportDefinition report,
        long total,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        var first = await rows.ToListAsync(cancellationToken);
        for (var shown = first.Count; ; shown /= 2)
        {
            var csv = await ReportFile.TextAsync(report, first.Take(shown).ToAsyncEnumerable(), cancellationToken);
            if (shown == 0 || JsonSerializer.Serialize(csv).Length <= MostCharacters)
            {
                return (total, shown, csv);
            }
        }
    }

    private Dictionary<string, string> Values(
        SavedReport saved,
        string title,
        ReportArguments arguments,
        string rows,
        string shown,
        string csv
    ) =>
        new()
        {
            ["name"] = saved.Name,
            ["title"] = title,
            ["from"] = Text(arguments.From),
            ["to"] = Text(arguments.To),
            ["rows"] = rows,
            ["shown"] = shown,
            ["csv"] = csv,
            ["path"] = web.LinkTo($"/admin/reports/{saved.Report}{arguments.ToQuery()}"),
        };

    private static string Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-";
}
