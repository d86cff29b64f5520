using System.Net;
using System.Text.Json;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Testing;

namespace MonolithFirst.Notifications.Tests;

public sealed class NotificationsRestOnSqliteTests(HostFixture host) : NotificationsRestTests(host), IClassFixture<HostFixture>;

public sealed class NotificationsRestOnMySqlTests(MySqlHostFixture host) : NotificationsRestTests(host), IClassFixture<MySqlHostFixture>;

/// <summary>The notifications module over REST, on a host process without a mail server; the same on both databases.</summary>
public abstract class NotificationsRestTests(HostFixtureOf host)
{
    private readonly Guid cause = Guid.NewGuid();

    [Fact]
    public async Task A_mail_is_a_readable_file_and_on_the_users_list()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        var key = await DefineAsync(staff, "Your order {{number}}", "Dear {{displayName}},\nit costs {{price}}.");

        await NotifyAsync(customer, key, new() { ["number"] = "7", ["price"] = "12 €" });

        var row = (await UntilAsync(staff, "sent")).GetProperty("id").GetGuid();
        var file = await File.ReadAllTextAsync(
            Path.Combine(host.Host.DataFolder, "mail", $"{row}.eml"),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("Subject: Your order 7", file, StringComparison.Ordinal);
        Assert.Contains($"<{customer.Email}>", file, StringComparison.Ordinal);
        Assert.Contains("it costs 12 €.", file, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Host.DataFolder, "mail"), "*.tmp"));

        var own = Assert.Single(Items(await customer.GetAsync("/api/notifications/me")));
        Assert.Equal("Your order 7", own.GetProperty("subject").GetString());
        Assert.Equal("sent", own.GetProperty("status").GetString());
        Assert.Empty(Items(await (await host.CustomerAsync()).GetAsync("/api/notifications/me")));

        var details = (await staff.GetAsync($"/api/notifications/{row}")).MustBe(HttpStatusCode.OK).Json;
        Assert.Equal(customer.Email, details.GetProperty("recipient").GetString());
        Assert.Equal("7", details.GetProperty("values").GetProperty("number").GetString());
        Assert.DoesNotContain(host.Host.Output, line => line.Contains(customer.Email, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_failed_is_sent_again_when_staff_have_mended_the_template()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        var key = await DefineAsync(staff, "Hello", "{{missing}}");
        await NotifyAsync(customer, key, []);
        var failed = await UntilAsync(staff, "failed");
        var path = $"/api/notifications/{failed.GetProperty("id").GetGuid()}";
        Assert.Contains("{{missing}}", failed.GetProperty("error").GetString(), StringComparison.Ordinal);

        var template = $"/api/notifications/templates/{key}/email";
        var read = (await staff.GetAsync(template)).MustBe(HttpStatusCode.OK);
        (await staff.PutAsync(template, new { subject = "Hello", body = "Mended" }, read.ETag)).MustBe(HttpStatusCode.OK);
        (await staff.PostAsync(path + "/retry")).MustBe(HttpStatusCode.Accepted);

        await UntilAsync(staff, "sent");
        (await staff.PostAsync(path + "/retry")).MustBe(HttpStatusCode.Conflict, "notifications.not_failed");
    }

    [Fact]
    public async Task Templates_are_edited_under_their_entity_tag()
    {
        var staff = await host.StaffAsync();
        var key = await DefineAsync(staff, "Hello {{displayName}}", "Text");
        var path = $"/api/notifications/templates/{key}/email";
        var read = (await staff.GetAsync(path)).MustBe(HttpStatusCode.OK);
        var edit = new { subject = "Hi", body = "First line\nsecond line" };

        (await staff.PutAsync(path, edit)).MustBe(HttpStatusCode.PreconditionRequired);
        var edited = (await staff.PutAsync(path, edit, read.ETag)).MustBe(HttpStatusCode.OK);
        (await staff.PutAsync(path, edit, read.ETag)).MustBe(HttpStatusCode.PreconditionFailed, "concurrency.stale");

        Assert.NotEqual(read.ETag, edited.ETag);
        Assert.Equal(edited.ETag, (await staff.GetAsync(path)).ETag);
        Assert.Equal("Hi", edited.Json.GetProperty("subject").GetString());
        Assert.Contains(
            Items(await staff.GetAsync("/api/notifications/templates?pageSize=100&sort=-changedAt")),
            row => row.GetProperty("key").GetString() == key
        );
    }

    [Fact]
    public async Task A_bad_template_is_refused_and_changes_nothing()
    {
        var staff = await host.StaffAsync();
        var path = $"/api/notifications/templates/{await DefineAsync(staff, "Hello", "Text")}/email";
        var before = await staff.GetAsync(path);

        object[] bad =
        [
            new { subject = "", body = "x" },
            new { subject = "a\nb", body = "x" },
            new { subject = "x", body = "" },
            new { subject = "x", body = "\u0007" },
            new { subject = new string('x', 201), body = "x" },
            new { subject = "x", body = new string('x', 10_001) },
            new { body = "x" },
            new
            {
                subject = "x",
                body = "x",
                more = 1,
            },
        ];
        foreach (var edit in bad)
        {
            Assert.NotNull((await staff.PutAsync(path, edit, before.ETag)).MustBe(HttpStatusCode.BadRequest).Code);
        }

        (await staff.PutAsync(path, new { subject = "x", body = "{{a b}}" }, before.ETag)).MustBe(
            HttpStatusCode.UnprocessableEntity,
            "notifications.template_malformed"
        );
        Assert.Equal(before.Body, (await staff.GetAsync(path)).Body);
        (await staff.GetAsync("/api/notifications/templates/none.such/email")).MustBe(
            HttpStatusCode.NotFound,
            "notifications.template_not_found"
        );
        (await staff.GetAsync("/api/notifications/templates/none.such/pigeon")).MustBe(HttpStatusCode.BadRequest);
        (await staff.GetAsync("/api/notifications/templates/none.such/7")).MustBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Only_staff_see_what_others_were_told()
    {
        var customer = await host.CustomerAsync();

        (await customer.GetAsync("/api/notifications")).MustBe(HttpStatusCode.Forbidden);
        (await customer.GetAsync($"/api/notifications/{cause}")).MustBe(HttpStatusCode.Forbidden);
        (await customer.PostAsync($"/api/notifications/{cause}/retry")).MustBe(HttpStatusCode.Forbidden);
        (await customer.GetAsync("/api/notifications/templates")).MustBe(HttpStatusCode.Forbidden);
        (await host.Anonymous.GetAsync("/api/notifications/me")).MustBe(HttpStatusCode.Unauthorized);
        var staff = await host.StaffAsync();
        (await staff.GetAsync($"/api/notifications/{cause}")).MustBe(HttpStatusCode.NotFound, "notifications.not_found");
        (await staff.GetAsync("/api/notifications?status=lost")).MustBe(HttpStatusCode.BadRequest);
    }

    private async Task<string> DefineAsync(Client staff, string subject, string body)
    {
        var key = $"tests.t{Guid.NewGuid():N}";
        await Outbox.SendAsync(host, "notifications_define_template", new DefineTemplate(key, Channel.Email, subject, body));
        await Eventually.GetAsync(
            () => staff.GetAsync($"/api/notifications/templates/{key}/email"),
            answer => answer.Status == HttpStatusCode.OK,
            what: "the template"
        );
        return key;
    }

    private Task NotifyAsync(Client customer, string template, Dictionary<string, string> values) =>
        Outbox.SendAsync(host, "notifications_notify_user", new NotifyUser(cause, customer.UserId, template, Channel.Email, values));

    private async Task<JsonElement> UntilAsync(Client staff, string status) =>
        Items(
            await Eventually.GetAsync(
                () => staff.GetAsync($"/api/notifications?cause={cause}&status={status}&channel=email"),
                answer => Items(answer).Count == 1,
                what: $"a notification that is {status}"
            )
        )[0];

    private static List<JsonElement> Items(Answer page) => [.. page.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
}
