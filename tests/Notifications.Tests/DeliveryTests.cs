using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Testing;

namespace MonolithFirst.Notifications.Tests;

public sealed class DeliveryOnSqliteTests : DeliveryTests
{
    private readonly TemporaryFolder folder = new();

    protected override ValueTask<Dictionary<string, string?>> SettingsAsync() =>
        new(new Dictionary<string, string?> { ["Database:DataFolder"] = folder.FullName });

    protected override ValueTask ReleaseAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class DeliveryOnMySqlTests : DeliveryTests
{
    private MariaDbServer server = null!;

    protected override async ValueTask<Dictionary<string, string?>> SettingsAsync()
    {
        server = await MariaDbServer.StartAsync();
        return new Dictionary<string, string?>
        {
            ["Database:Provider"] = "MySql",
            ["Database:Server"] = server.Host,
            ["Database:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Database:Secret"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            ["Database:AdministratorConnection"] = server.AdministratorConnection,
        };
    }

    protected override ValueTask ReleaseAsync() => server.DisposeAsync();
}

/// <summary>From the command to the mail server and the gateway, over real sockets; the same on both databases.</summary>
public abstract class DeliveryTests : IAsyncLifetime
{
    private readonly MailSink mail = new();
    private readonly Guid cause = Guid.NewGuid();
    private SmsGateway sms = null!;
    private NotificationsInProcess module = null!;

    public async ValueTask InitializeAsync()
    {
        sms = await SmsGateway.StartAsync();
        var settings = await SettingsAsync();
        settings["notifications:Smtp:Host"] = "127.0.0.1";
        settings["notifications:Smtp:Port"] = mail.Port.ToString(CultureInfo.InvariantCulture);
        settings["notifications:Smtp:Security"] = "None";
        settings["notifications:Smtp:From"] = "Shop <no-reply@shop.test>";
        settings["notifications:Sms:Address"] = sms.Address.ToString();
        settings["notifications:Sms:Secret"] = SmsGateway.Secret;
        module = await NotificationsInProcess.StartAsync(settings);
        await module.DeliverAsync(
            new DefineTemplate("orders.confirmed", Channel.Email, "Order {{number}}", "Dear {{displayName}},\nyour order {{number}}.")
        );
        await module.DeliverAsync(new DefineTemplate("orders.confirmed", Channel.Sms, "", "Order {{number}} for {{displayName}}"));
    }

    public async ValueTask DisposeAsync()
    {
        await module.DisposeAsync();
        await sms.DisposeAsync();
        await mail.DisposeAsync();
        await ReleaseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<Dictionary<string, string?>> SettingsAsync();

    protected abstract ValueTask ReleaseAsync();

    [Fact]
    public async Task A_mail_goes_out_once_however_often_it_is_asked_for()
    {
        var user = module.Users.Add("zoe@example.test");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => module.DeliverAsync(Notify(user))));

        var sent = await UntilAsync(DeliveryStatus.Sent);
        await module.DeliverAsync(Notify(user));

        Assert.Single(await module.OfAsync(cause));
        var wire = Assert.Single(mail.Mails);
        Assert.Contains($"Message-Id: <{sent.Id:N}@shop.test>", wire, StringComparison.Ordinal);
        Assert.Contains("Subject: Order 7", wire, StringComparison.Ordinal);
        Assert.Contains("Dear Zoë Müller,", wire, StringComparison.Ordinal);
        Assert.Equal(("zoe@example.test", 1), (sent.Recipient, sent.Attempts));
        Assert.Equal("Dear Zoë Müller,\nyour order 7.", sent.Body);
    }

    [Fact]
    public async Task A_text_message_is_signed_and_carries_its_id()
    {
        var user = module.Users.Add("zoe@example.test", "+4930123456");
        await module.DeliverAsync(Notify(user, Channel.Sms));

        var sent = await UntilAsync(DeliveryStatus.Sent);

        var (key, body) = Assert.Single(sms.Messages);
        Assert.Equal(0, sms.Forged);
        Assert.Equal(sent.Id.ToString(), key);
        var json = JsonDocument.Parse(body).RootElement;
        Assert.Equal("+4930123456", json.GetProperty("to").GetString());
        Assert.Equal("Order 7 for Zoë Müller", json.GetProperty("text").GetString());
        Assert.Equal(sent.Id, json.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task What_fails_at_first_is_tried_again_and_arrives()
    {
        mail.FirstAnswerToRecipient = "451 later, please";
        sms.IsAwayAtFirst = true;
        var user = module.Users.Add("zoe@example.test", "+4930123456");
        await module.DeliverAsync(Notify(user));
        await module.DeliverAsync(Notify(user, Channel.Sms));

        var rows = await Eventually.GetAsync(
            () => module.OfAsync(cause),
            rows => rows.All(row => row.Status == DeliveryStatus.Sent),
            what: "both sent"
        );
        Assert.All(rows, row => Assert.True(row.Attempts == 2 && row.Error is null));
        Assert.Single(mail.Mails);
        Assert.Single(sms.Messages);
    }

    [Fact]
    public async Task What_fails_too_often_has_failed_until_staff_retry_it()
    {
        mail.AnswerToRecipient = "451 out of order";
        await module.DeliverAsync(Notify(module.Users.Add("zoe@example.test")));
        var failed = await UntilAsync(DeliveryStatus.Failed);
        Assert.Equal(3, failed.Attempts);
        Assert.Equal(3, mail.Tries);
        Assert.Contains("out of order", failed.Error, StringComparison.Ordinal);

        mail.AnswerToRecipient = null;
        await module.InContextAsync(async db =>
        {
            (await db.Notifications.SingleAsync(row => row.Id == failed.Id)).Retry(3, DateTime.UtcNow);
            return await db.SaveChangesAsync();
        });

        Assert.Equal(4, (await UntilAsync(DeliveryStatus.Sent)).Attempts);
    }

    [Fact]
    public async Task A_recipient_that_the_server_refuses_is_not_tried_again()
    {
        mail.AnswerToRecipient = "550 no such mailbox";
        await module.DeliverAsync(Notify(module.Users.Add("gone@example.test")));

        var failed = await UntilAsync(DeliveryStatus.Failed);

        Assert.Equal(1, failed.Attempts);
        Assert.Contains("550", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_refuses_a_message_is_not_asked_again()
    {
        sms.Status = HttpStatusCode.UnprocessableEntity;
        await module.DeliverAsync(Notify(module.Users.Add("zoe@example.test", "+4930123456"), Channel.Sms));

        Assert.Equal(1, (await UntilAsync(DeliveryStatus.Failed)).Attempts);
    }

    [Fact]
    public async Task Who_cannot_be_reached_fails_at_once_with_the_reason()
    {
        await module.DeliverAsync(Notify(Guid.NewGuid()));
        await module.DeliverAsync(Notify(module.Users.Add("zoe@example.test"), Channel.Sms));

        var rows = await Eventually.GetAsync(
            () => module.OfAsync(cause),
            rows => rows.All(row => row.Status == DeliveryStatus.Failed),
            what: "both failed"
        );
        Assert.Equal("There is no such user.", rows.Single(row => row.Channel == Channel.Email).Error);
        Assert.Equal("The user has no phone number.", rows.Single(row => row.Channel == Channel.Sms).Error);
    }

    [Fact]
    public async Task A_placeholder_without_a_value_fails_at_once_and_is_named()
    {
        var user = module.Users.Add("zoe@example.test");
        await module.DeliverAsync(Notify(user) with { Values = new Dictionary<string, string> { ["other"] = "x" } });

        var failed = await UntilAsync(DeliveryStatus.Failed);

        Assert.Contains("{{number}}", failed.Error, StringComparison.Ordinal);
        Assert.Empty(mail.Mails);
    }

    [Fact]
    public async Task A_template_may_come_after_its_first_use()
    {
        await module.DeliverAsync(Notify(module.Users.Add("zoe@example.test")) with { Template = "orders.late" });
        await Eventually.TrueAsync(async () => (await module.OfAsync(cause)).Single().Attempts >= 1, what: "a first attempt");
        await module.DeliverAsync(new DefineTemplate("orders.late", Channel.Email, "Late", "Text"));

        await UntilAsync(DeliveryStatus.Sent);
    }

    [Fact]
    public async Task A_line_break_in_a_value_makes_no_header()
    {
        var user = module.Users.Add("zoe@example.test");
        await module.DeliverAsync(
            Notify(user) with
            {
                Values = new Dictionary<string, string> { ["number"] = "7\r\nBcc: all@example.test" },
            }
        );

        await UntilAsync(DeliveryStatus.Sent);

        Assert.DoesNotContain(
            "\nBcc:",
            mail.Mails.Single().Split("\n\n")[0].Replace("\r", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_staff_have_made_of_a_template_stays()
    {
        await module.InContextAsync(async db =>
        {
            var template = await db.Templates.SingleAsync(row => row.Key == "orders.confirmed" && row.Channel == Channel.Email);
            template.Edit("Thanks for {{number}}", "Text", DateTime.UtcNow);
            return await db.SaveChangesAsync();
        });
        await module.DeliverAsync(new DefineTemplate("orders.confirmed", Channel.Email, "Order {{number}}", "Text"));
        await module.DeliverAsync(Notify(module.Users.Add("zoe@example.test")));

        Assert.Equal("Thanks for 7", (await UntilAsync(DeliveryStatus.Sent)).Subject);
    }

    [Fact]
    public async Task A_mail_server_that_hangs_does_not_hold_up_text_messages_or_new_notifications()
    {
        mail.SilentAfterMail = true;
        var user = module.Users.Add("zoe@example.test", "+4930123456");
        await module.DeliverAsync(Notify(user));
        await Eventually.TrueAsync(() => !mail.Mails.IsEmpty, what: "a mail that hangs");

        var receipt = await module.DeliverAsync(Notify(user, Channel.Sms));

        Assert.Equal(DeliveryOutcome.Handled, receipt.Outcome);
        await Eventually.TrueAsync(() => sms.Messages.Count == 1, TimeSpan.FromSeconds(4), "the text message, while the mail hangs");
    }

    private NotifyUser Notify(Guid user, Channel channel = Channel.Email) =>
        new(cause, user, "orders.confirmed", channel, new Dictionary<string, string> { ["number"] = "7" });

    private async Task<Notification> UntilAsync(DeliveryStatus status) =>
        (
            await Eventually.GetAsync(
                () => module.OfAsync(cause),
                rows => rows is [var only] && only.Status == status,
                what: $"a notification that is {status}"
            )
        )[0];
}
