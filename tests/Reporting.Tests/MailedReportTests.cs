using System.Globalization;
using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>Saved reports that are due go to their owners by mail.</summary>
public abstract class MailedReportTests(MailingHostOf host)
{
    private const string Link = MailingHostOf.PublicAddress + "/admin/reports/";

    private static string Today => Day(DateTime.UtcNow);

    [Fact]
    public async Task A_saved_report_that_is_due_is_mailed_to_its_owner_once()
    {
        var admin = await host.AdminAsync();

        var (saved, body) = await MailAsync("Daily stock", "stock", new { days = 7, product = "mug-blue" });

        Assert.Contains("\nsku,name,onHand,", body, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFEFF', body);
        var next = (await admin.GetAsync(saved)).MustBe(HttpStatusCode.OK).Json.GetProperty("nextMailAt").GetDateTime();
        Assert.True(next.ToUniversalTime() > DateTime.UtcNow, next.ToString("O", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_link_in_a_mail_asks_what_the_mail_was_asked_of_the_days_that_it_shows()
    {
        var customer = Guid.CreateVersion7();
        var before = Today;

        var (_, stock) = await MailAsync("Mugs", "stock", new { days = 7, product = "mug-blue" });
        var (_, sales) = await MailAsync("Months", "sales", new { period = "month", customer });
        var (_, funnel) = await MailAsync("March", "order-funnel", new { from = "2026-03-01", to = "2026-03-31" });

        if (before == Today)
        {
            var (week, usual) = (Day(DateTime.UtcNow.AddDays(-6)), Day(DateTime.UtcNow.AddDays(-89)));
            Assert.Contains($"{Link}stock?from={week}&to={before}&product=mug-blue\n", stock, StringComparison.Ordinal);
            Assert.Contains($"{Link}sales?from={usual}&to={before}&period=month&customer={customer}\n", sales, StringComparison.Ordinal);
        }

        Assert.Contains(Link + "order-funnel?from=2026-03-01&to=2026-03-31\n", funnel, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_is_refused_is_linked_to_with_what_it_was_asked()
    {
        await host.TablesOf("notifications").ExecuteAsync("DROP VIEW rpt_notifications");

        var (_, missing) = await MailAsync("Sent", "notifications", new { from = "2026-03-01", to = "2026-03-31" });
        var (_, wrong) = await MailAsync("Old", "stock", new { days = 7 }, """{"Days":7,"Period":"week"}""");

        Assert.Contains("what a module has not published yet", missing, StringComparison.Ordinal);
        Assert.Contains("(Notifications by channel and template, 2026-03-01 to 2026-03-31) has no rows", missing, StringComparison.Ordinal);
        Assert.Contains(Link + "notifications?from=2026-03-01&to=2026-03-31\n", missing, StringComparison.Ordinal);
        Assert.Contains(Link + "stock?days=7&period=week\n", wrong, StringComparison.Ordinal);
    }

    /// <summary>Saves a report, has it mailed, and returns where it is and what the mail says.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="report">The report.</param>
    /// <param name="arguments">What it is asked.</param>
    /// <param name="kept">What an earlier release may have kept instead.</param>
    private async Task<(string Saved, string Body)> MailAsync(string name, string report, object arguments, string? kept = null)
    {
        var admin = await host.AdminAsync();
        var mail = new { frequency = "daily", hour = 6 };
        var made = (
            await admin.PostAsync(
                "/api/reporting/saved-reports",
                new
                {
                    name,
                    report,
                    arguments,
                    mail,
                }
            )
        ).MustBe(HttpStatusCode.Created);
        Assert.Equal(6, made.Json.GetProperty("nextMailAt").GetDateTime().ToUniversalTime().Hour);
        await MakeDueAsync(made.Json.GetProperty("id").GetGuid(), kept);

        await Jobs.TriggerAsync(admin, "reporting:mail-due-reports");

        var mails = await Eventually.GetAsync(
            () => admin.GetAsync("/api/notifications/me?pageSize=100"),
            answer => !answer.Body.Contains("\"pending\"", StringComparison.Ordinal) && Called(answer, name).Any(),
            TimeSpan.FromSeconds(90),
            "The mail with the report"
        );
        return (made.Location!, Assert.Single(Called(mails, name)).GetProperty("body").GetString()!);
    }

    private async Task MakeDueAsync(Guid id, string? kept)
    {
        var arguments = kept is null ? "" : $", arguments = '{kept}'";
        await host.TablesOf("reporting")
            .ExecuteAsync($"UPDATE saved_reports SET next_mail_at = '2026-01-01 06:00:00'{arguments} WHERE id = '{id}'");
    }

    private static IEnumerable<JsonElement> Called(Answer mails, string name) =>
        mails
            .MustBe(HttpStatusCode.OK)
            .Json.GetProperty("items")
            .EnumerateArray()
            .Where(mail => mail.GetProperty("subject").GetString()!.StartsWith(name + ": ", StringComparison.Ordinal));

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A host that knows where people reach it.</summary>
public abstract class MailingHostOf(TestDatabase database) : HostFixtureOf(database)
{
    public const string PublicAddress = "https://shop.example.test";

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Web__PublicAddress", PublicAddress + "/")];
}

public sealed class MailingHostOnSqlite() : MailingHostOf(TestDatabase.Sqlite);

public sealed class MailingHostOnMySql() : MailingHostOf(TestDatabase.MySql);

public sealed class MailedReportsOnSqliteTests(MailingHostOnSqlite host) : MailedReportTests(host), IClassFixture<MailingHostOnSqlite>;

public sealed class MailedReportsOnMySqlTests(MailingHostOnMySql host) : MailedReportTests(host), IClassFixture<MailingHostOnMySql>;
