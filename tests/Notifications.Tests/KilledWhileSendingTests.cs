using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Testing;

namespace MonolithFirst.Notifications.Tests;

/// <summary>A host that sends its mails to a server of the test's.</summary>
public sealed class MailingHostFixture() : HostFixtureOf(TestDatabase.Sqlite)
{
    internal MailSink Mail { get; } = new();

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        new Dictionary<string, string?>
        {
            ["notifications__Smtp__Host"] = "127.0.0.1",
            ["notifications__Smtp__Port"] = Mail.Port.ToString(CultureInfo.InvariantCulture),
            ["notifications__Smtp__Security"] = "None",
            ["notifications__Delivery__TimeLimit"] = "00:00:03",
            ["notifications__Delivery__FirstRetryPause"] = "00:00:00.100",
        };
}

public sealed class KilledWhileSendingTests(MailingHostFixture host) : IClassFixture<MailingHostFixture>
{
    [Fact]
    public async Task A_host_killed_between_sending_and_recording_sends_again_under_the_same_message_id()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        var cause = Guid.NewGuid();
        host.Mail.SilentAfterMail = true;
        await Outbox.SendAsync(host, "notifications_define_template", new DefineTemplate("tests.killed", Channel.Email, "Hello", "Text"));
        await Eventually.GetAsync(
            () => staff.GetAsync("/api/notifications/templates/tests.killed/email"),
            answer => answer.Status == HttpStatusCode.OK
        );
        await Outbox.SendAsync(
            host,
            "notifications_notify_user",
            new NotifyUser(cause, customer.UserId, "tests.killed", Channel.Email, new Dictionary<string, string>())
        );
        await Eventually.TrueAsync(() => !host.Mail.Mails.IsEmpty, what: "a mail that is out and not recorded");

        await host.Host.KillAsync();
        host.Mail.SilentAfterMail = false;
        await host.Host.StartAgainAsync();

        var rows = await Eventually.GetAsync(
            () => staff.GetAsync($"/api/notifications?cause={cause}&status=sent"),
            answer => answer.Json.GetProperty("total").GetInt32() == 1,
            what: "the notification sent after all"
        );
        Assert.True(rows.Json.GetProperty("items")[0].GetProperty("attempts").GetInt32() >= 2);
        var ids = host.Mail.Mails.Select(mail => Regex.Match(mail, "Message-Id: <[^>]+>").Value).Distinct();
        Assert.NotEqual("", Assert.Single(ids));
        Assert.True(host.Mail.Mails.Count >= 2);
    }
}
