using System.Net;
using System.Text;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>
/// A host that logs all it can and is sent what nobody else may learn, in every way that goes wrong and in those that go well: none of
/// it stands in what it writes, nor in an answer beyond the few that it is for.
/// </summary>
public sealed class TalkativeHostTests(TalkativeHostTests.TalkativeHostFixture host)
    : IClassFixture<TalkativeHostTests.TalkativeHostFixture>
{
    private const string Card = "4929123412341234";
    private const string Phone = "+4930555000111";
    private const string NextPhone = "+4930555000222";
    private const string Password = "marker-password-of-a-customer";
    private const string WrongPassword = "marker-password-that-is-wrong";
    private const string NextPassword = "marker-password-that-follows";

    private readonly string email = $"marker-{Guid.NewGuid():N}@example.test";
    private readonly List<Answer> answers = [];
    private readonly List<string> tokens = [];

    [Fact]
    public async Task Nothing_that_belongs_to_somebody_or_opens_something_is_told()
    {
        await LiveAsync();
        await GoWrongAsync();
        var order = await OrderAsync();
        // Neither mail server nor gateway is there, so that the host has failures to talk about.
        await Eventually.GetAsync(
            async () => await (await host.StaffAsync()).GetAsync($"/api/notifications?cause={order}"),
            answer => answer.Body.Contains("\"error\":\"", StringComparison.Ordinal),
            what: "A notification that could not be sent"
        );

        var secrets = host.Secrets.Concat([Password, WrongPassword, NextPassword, Card, .. tokens]).ToList();
        var personal = new[] { email, Phone, NextPhone };
        MustNotTell(host.Host.Output, [.. secrets, .. personal, "eyJ", HostFixtureOf.SigningKeysBegin]);
        Assert.Contains(host.Host.Output, line => line.Contains("\"@l\":\"Verbose\"", StringComparison.Ordinal));
        foreach (var answer in answers)
        {
            var givesTokens = answer.Status == HttpStatusCode.OK && (Asks(answer, "sign-in") || Asks(answer, "refresh"));
            var isOwn = (int)answer.Status < 300 && answer.Request.Contains("/api/users", StringComparison.Ordinal);
            MustNotTell(
                [answer.Body, answer.Headers.ToString(), answer.ContentHeaders.ToString()],
                [.. secrets.Except(givesTokens ? tokens : []), .. isOwn ? [] : personal],
                answer.Request
            );
        }
    }

    /// <summary>What customers do when nothing is wrong.</summary>
    private async Task LiveAsync()
    {
        var nobody = host.Anonymous;
        var account = new
        {
            email,
            password = Password,
            displayName = "Marker",
            phoneNumber = Phone,
        };
        var key = Guid.NewGuid().ToString();
        await AskAsync(nobody.PostAsync("/api/users/register", account, key), HttpStatusCode.Created);
        await AskAsync(nobody.PostAsync("/api/users/register", account, key), HttpStatusCode.Created);
        var customer = await SignInAsync(Password);
        await AskAsync(customer.GetAsync("/api/users/me"), HttpStatusCode.OK);
        await AskAsync(customer.PutAsync("/api/users/me", new { displayName = "Marker", phoneNumber = NextPhone }, "*"), HttpStatusCode.OK);
        await AskAsync(
            customer.PostAsync("/api/users/me/password", new { currentPassword = Password, newPassword = NextPassword }),
            HttpStatusCode.NoContent
        );
        await SignInAsync(NextPassword);
        var admin = await host.AdminAsync();
        await AskAsync(admin.GetAsync("/api/users?search=" + email), HttpStatusCode.OK);
    }

    /// <summary>What they do wrong, and what others try.</summary>
    private async Task GoWrongAsync()
    {
        var nobody = host.Anonymous;
        var customer = await SignInAsync(NextPassword);
        await AskAsync(nobody.PostAsync("/api/users/sign-in", new { email, password = WrongPassword }), HttpStatusCode.Unauthorized);
        await AskAsync(
            nobody.PostAsync(
                "/api/users/sign-in",
                new
                {
                    email,
                    password = Password,
                    card = Card,
                }
            ),
            HttpStatusCode.BadRequest
        );
        await AskAsync(
            nobody.PostAsync(
                "/api/users/register",
                new
                {
                    email,
                    password = WrongPassword,
                    displayName = "Marker",
                    phoneNumber = Phone,
                }
            ),
            HttpStatusCode.Conflict
        );
        string[] broken =
        [
            $$"""{"email":"{{email}}","password":"{{WrongPassword}}" """,
            $$"""{"email":["{{email}}"],"password":{"is":"{{WrongPassword}}"} }""",
            $$"""{"email":"{{email}}","password":"{{WrongPassword}}","password":"{{Card}}"}""",
        ];
        foreach (var body in broken)
        {
            await AskAsync(
                nobody.PostAsync("/api/users/sign-in", new StringContent(body, Encoding.UTF8, "application/json")),
                HttpStatusCode.BadRequest
            );
        }

        await AskAsync(
            customer.PostAsync("/api/users/me/password", new { currentPassword = WrongPassword, newPassword = Password }),
            HttpStatusCode.UnprocessableEntity
        );
        var used = tokens[1];
        await AskAsync(nobody.PostAsync("/api/users/refresh", new { refreshToken = used }), HttpStatusCode.Unauthorized);
        await AskAsync(nobody.PostAsync("/api/users/sign-out", new { refreshToken = used }), HttpStatusCode.NoContent);
        await AskAsync(nobody.With(customer.Token![..^3] + "AAA").GetAsync("/api/users/me"), HttpStatusCode.Unauthorized);
        await AskAsync(nobody.GetAsync("/api/orders?access_token=" + customer.Token), HttpStatusCode.Unauthorized);
        await AskAsync(customer.GetAsync("/api/users?search=" + email), HttpStatusCode.Forbidden);
        await AskAsync(customer.PostAsync("/api/orders", new { lines = Array.Empty<object>(), card = Card }), HttpStatusCode.BadRequest);
    }

    private async Task<Guid> OrderAsync()
    {
        var customer = await SignInAsync(NextPassword);
        var shop = new Shop(host);
        var deposit = new
        {
            userId = customer.UserId,
            amount = new { amount = "1.00", currency = "EUR" },
            reason = "Cash",
        };
        await AskAsync((await host.StaffAsync()).PostAsync("/api/payments/deposits", deposit), HttpStatusCode.Created);
        var order = await Shop.OrderAsync(customer, (await shop.ProductAsync("1.00", 1), 1));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        return order;
    }

    private async Task<Client> SignInAsync(string password)
    {
        var answer = await AskAsync(host.Anonymous.PostAsync("/api/users/sign-in", new { email, password }), HttpStatusCode.OK);
        tokens.Add(answer.Json.GetProperty("accessToken").GetString()!);
        tokens.Add(answer.Json.GetProperty("refreshToken").GetString()!);
        return await Client.SignedInAsync(host.Host, email, password);
    }

    private async Task<Answer> AskAsync(Task<Answer> asking, HttpStatusCode expected)
    {
        var answer = (await asking).MustBe(expected);
        answers.Add(answer);
        return answer;
    }

    private static bool Asks(Answer answer, string what) => answer.Request.EndsWith("/api/users/" + what, StringComparison.Ordinal);

    private static void MustNotTell(IEnumerable<string> said, IReadOnlyList<string> markers, string by = "the log")
    {
        var told = (
            from line in said
            from marker in markers
            where line.Contains(marker, StringComparison.OrdinalIgnoreCase)
            select $"{by} tells {marker}: {line[..Math.Min(line.Length, 700)]}"
        ).ToList();
        Assert.True(told.Count == 0, string.Join('\n', told.Take(40)));
    }

    /// <summary>A host on MySQL that logs everything, with all the secrets that settings can hold.</summary>
    public sealed class TalkativeHostFixture() : HostFixtureOf(TestDatabase.MySql)
    {
        private const string Verbose = "Verbose";
        private static readonly string[] Modules = ["users", "catalog", "inventory", "payments", "notifications", "reporting"];

        private readonly FreePort nobody = FreePort.Take();

        /// <summary>What stands in settings, and what is derived from it.</summary>
        public IEnumerable<string> Secrets =>
            HostSettings
                .Where(setting => setting.Value?.StartsWith("marker-", StringComparison.Ordinal) == true)
                .Select(setting => setting.Value!)
                .Append(HostSettings["Database__Secret"]!)
                .Append(HostSettings["users__FirstAdministrator__Password"]!)
                .Concat(Modules.Select(module => OwnSecrets.DatabasePasswordOf(HostSettings["Database__Secret"]!, module)));

        protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
            [
                new("Serilog__MinimumLevel__Default", Verbose),
                new("Serilog__MinimumLevel__Override__Microsoft", Verbose),
                new("Serilog__MinimumLevel__Override__Microsoft.Hosting.Lifetime", Verbose),
                new("Serilog__MinimumLevel__Override__Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", Verbose),
                new("Serilog__MinimumLevel__Override__Wolverine", Verbose),
                new("Serilog__MinimumLevel__Override__JasperFx", Verbose),
                new("Serilog__MinimumLevel__Override__Hangfire", Verbose),
                new("Database__Passwords__orders", "marker-database-password"),
                new("users__KeyEncryptionSecret", "marker-key-encryption-secret"),
                new("notifications__Smtp__Host", "127.0.0.1"),
                new("notifications__Smtp__Port", nobody.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                new("notifications__Smtp__User", "marker-user-of-the-mail-server"),
                new("notifications__Smtp__Password", "marker-password-of-the-mail-server"),
                new("notifications__Sms__Address", $"http://127.0.0.1:{nobody.Number}/"),
                new("notifications__Sms__Secret", "marker-secret-of-the-gateway-for-messages"),
            ];
    }
}
