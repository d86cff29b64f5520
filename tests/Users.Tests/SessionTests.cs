using System.Net;
using System.Text.Json.Nodes;
using MonolithFirst.Testing;

namespace MonolithFirst.Users.Tests;

public abstract class SessionTests(HostFixtureOf host)
{
    public sealed class OnSqlite(HostFixture host) : SessionTests(host);

    public sealed class OnMySql(MySqlHostFixture host) : SessionTests(host);

    [Fact]
    public async Task Whoever_registers_signs_in_and_is_known()
    {
        var person = await Person.RegisterAsync(host, "Ada");

        var answer = (await person.SignInAsync()).MustBe(HttpStatusCode.OK);

        Assert.Equal("Bearer", answer.Json.GetProperty("tokenType").GetString());
        Assert.Equal(600, answer.Json.GetProperty("expiresIn").GetInt32());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var me = await host.Anonymous.With(answer.Json.GetProperty("accessToken").GetString()!).GetAsync("/api/users/me");
        Assert.Equal(person.Id, me.MustBe(HttpStatusCode.OK).Json.GetProperty("id").GetGuid());
        Assert.Equal(person.Email, me.Json.GetProperty("email").GetString());
        Assert.Equal("Ada", me.Json.GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task An_address_in_capitals_and_with_blanks_around_it_is_the_same_address()
    {
        var person = await Person.RegisterAsync(host);

        (await (person with { Email = $"  {person.Email.ToUpperInvariant()} " }).SignInAsync()).MustBe(HttpStatusCode.OK);
        (await RegisterAsync(person.Email.ToUpperInvariant())).MustBe(HttpStatusCode.Conflict, "users.email_taken");
    }

    [Fact]
    public async Task Of_many_who_register_one_address_at_once_one_gets_it()
    {
        var email = $"race-{Guid.NewGuid():N}@example.test";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RegisterAsync(email)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(
            answers.Where(answer => answer.Status != HttpStatusCode.Created),
            answer => answer.MustBe(HttpStatusCode.Conflict, "users.email_taken")
        );
    }

    [Fact]
    public async Task Registering_again_with_the_same_key_gives_the_first_answer()
    {
        var body = new
        {
            email = $"twice-{Guid.NewGuid():N}@example.test",
            password = "correct horse battery",
            displayName = "Twice",
        };
        var key = Guid.NewGuid().ToString();

        var first = await host.Anonymous.PostAsync("/api/users/register", body, key);
        var again = await host.Anonymous.PostAsync("/api/users/register", body, key);

        Assert.Equal(first.MustBe(HttpStatusCode.Created).Body, again.MustBe(HttpStatusCode.Created).Body);
    }

    [Fact]
    public async Task Registering_again_with_another_password_is_another_request()
    {
        var email = $"twice-{Guid.NewGuid():N}@example.test";
        var key = Guid.NewGuid().ToString();
        (await RegisterAsync("mistyped horse battery")).MustBe(HttpStatusCode.Created);

        (await RegisterAsync("correct horse battery")).MustBe(HttpStatusCode.UnprocessableEntity);

        Task<Answer> RegisterAsync(string password)
        {
            var body = new
            {
                email,
                password,
                displayName = "Twice",
            };
            return host.Anonymous.PostAsync("/api/users/register", body, key);
        }
    }

    [Fact]
    public async Task Wrong_passwords_of_others_do_not_end_a_session_that_has_begun()
    {
        var person = await Person.RegisterAsync(host);
        var session = await person.SessionAsync();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await person.SignInAsync("not the password")).MustBe(HttpStatusCode.Unauthorized);
        }

        (await person.SignInAsync()).MustBe(HttpStatusCode.Unauthorized);
        (await session.RefreshAsync()).MustBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", "correct horse battery", "Ada", null, "email")]
    [InlineData("no address", "correct horse battery", "Ada", null, "email")]
    [InlineData("a@b@c.example", "correct horse battery", "Ada", null, "email")]
    [InlineData("zoë@example.test", "correct horse battery", "Ada", null, "email")]
    [InlineData("ada@example.test", "too short", "Ada", null, "password")]
    [InlineData("ada@example.test", "aaaaaaaaaaaaaaaa", "Ada", null, "password")]
    [InlineData("ada@example.test", "correct\u0000horse battery", "Ada", null, "password")]
    [InlineData("ada@example.test", "correct horse battery", " ", null, "displayName")]
    [InlineData("ada@example.test", "correct horse battery", "A\nda", null, "displayName")]
    [InlineData("ada@example.test", "correct horse battery", "Ada", "0049 30 123", "phoneNumber")]
    public async Task Bad_input_is_refused_by_field(string email, string password, string displayName, string? phoneNumber, string field)
    {
        var answer = await host.Anonymous.PostAsync(
            "/api/users/register",
            new
            {
                email,
                password,
                displayName,
                phoneNumber,
            }
        );

        answer.MustBe(HttpStatusCode.BadRequest, "validation.failed");
        Assert.Equal([field], answer.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_refused_sign_in_tells_nothing_about_the_account()
    {
        var person = await Person.RegisterAsync(host);
        var locked = await Person.RegisterAsync(host);
        (await (await host.AdminAsync()).PostAsync($"/api/users/{locked.Id}/lock")).MustBe(HttpStatusCode.NoContent);

        var wrong = await person.SignInAsync("not the password");
        var unknown = await (person with { Email = "nobody@example.test" }).SignInAsync();
        var noAddress = await (person with { Email = "zoë" }).SignInAsync();
        var right = await locked.SignInAsync();

        wrong.MustBe(HttpStatusCode.Unauthorized, "users.sign_in_failed");
        Assert.All([unknown, noAddress, right], other => Assert.Equal(Essence(wrong), Essence(other)));
    }

    [Fact]
    public async Task Wrong_passwords_lock_the_account_for_a_while_even_for_the_right_one()
    {
        var person = await Person.RegisterAsync(host);
        var admin = await host.AdminAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(guess => person.SignInAsync("wrong password " + guess)));

        Assert.All(answers, answer => answer.MustBe(HttpStatusCode.Unauthorized, "users.sign_in_failed"));
        (await person.SignInAsync()).MustBe(HttpStatusCode.Unauthorized, "users.sign_in_failed");
        Assert.True((await admin.GetAsync($"/api/users/{person.Id}")).Json.GetProperty("isLocked").GetBoolean());
        (await admin.PostAsync($"/api/users/{person.Id}/unlock")).MustBe(HttpStatusCode.NoContent);
        (await person.SignInAsync()).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_right_password_forgets_the_wrong_ones_before_it()
    {
        var person = await Person.RegisterAsync(host);
        for (var round = 0; round < 3; round++)
        {
            for (var guess = 0; guess < 4; guess++)
            {
                (await person.SignInAsync("wrong password")).MustBe(HttpStatusCode.Unauthorized);
            }

            (await person.SignInAsync()).MustBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_refresh_token_that_comes_again_after_a_while_ends_the_session_and_no_other()
    {
        var person = await Person.RegisterAsync(host);
        var first = await person.SessionAsync();
        var elsewhere = await person.SessionAsync();
        var second = await first.NextAsync();
        (await second.Client.GetAsync("/api/users/me")).MustBe(HttpStatusCode.OK);

        (await first.RefreshAsync()).MustBe(HttpStatusCode.OK);

        // As if it had been used when users:RefreshTokenGrace, half a minute, is just over.
        await host.TablesOf("users")
            .ExecuteAsync(
                $"UPDATE refresh_tokens SET used_at = {ModuleTables.Text(DateTime.UtcNow.AddSeconds(-31))} "
                    + $"WHERE used_at IS NOT NULL AND lower(account_id) = '{person.Id}'"
            );
        (await first.RefreshAsync()).MustBe(HttpStatusCode.Unauthorized, "users.refresh_failed");

        (await second.RefreshAsync()).MustBe(HttpStatusCode.Unauthorized, "users.refresh_failed");
        await elsewhere.NextAsync();
    }

    [Fact]
    public async Task Many_refreshes_at_once_get_the_same_refresh_token_with_which_the_session_goes_on()
    {
        var session = await (await Person.RegisterAsync(host)).SessionAsync();

        var next = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.NextAsync()));

        Assert.Single(next.Select(tokens => tokens.RefreshToken).Distinct());
        Assert.All(await Task.WhenAll(next.Select(tokens => tokens.Client.GetAsync("/api/users/me"))), me => me.MustBe(HttpStatusCode.OK));
        await next[0].NextAsync();
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ünïcode")]
    public async Task A_made_up_refresh_token_is_refused(string token) =>
        (await host.Anonymous.PostAsync("/api/users/refresh", new { refreshToken = token })).MustBe(
            HttpStatusCode.Unauthorized,
            "users.refresh_failed"
        );

    [Fact]
    public async Task Signing_out_ends_this_session_and_no_other()
    {
        var person = await Person.RegisterAsync(host);
        var session = await person.SessionAsync();
        var elsewhere = await person.SessionAsync();

        for (var time = 0; time < 2; time++)
        {
            var answer = await host.Anonymous.PostAsync("/api/users/sign-out", new { refreshToken = session.RefreshToken });
            answer.MustBe(HttpStatusCode.NoContent);
        }

        (await session.RefreshAsync()).MustBe(HttpStatusCode.Unauthorized);
        await elsewhere.NextAsync();
    }

    [Fact]
    public async Task Changing_the_password_ends_all_sessions()
    {
        var person = await Person.RegisterAsync(host);
        var session = await person.SessionAsync();
        const string NewPassword = "quite another password";

        var answer = await session.Client.PostAsync(
            "/api/users/me/password",
            new { currentPassword = person.Password, newPassword = NewPassword }
        );

        answer.MustBe(HttpStatusCode.NoContent);
        (await session.RefreshAsync()).MustBe(HttpStatusCode.Unauthorized);
        (await person.SignInAsync()).MustBe(HttpStatusCode.Unauthorized);
        (await person.SignInAsync(NewPassword)).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stolen_access_token_is_no_way_to_guess_the_password()
    {
        var person = await Person.RegisterAsync(host);
        var session = await person.SessionAsync();

        for (var guess = 0; guess < 5; guess++)
        {
            (await ChangeAsync("wrong password " + guess)).MustBe(HttpStatusCode.UnprocessableEntity, "users.wrong_password");
        }

        (await ChangeAsync(person.Password)).MustBe(HttpStatusCode.UnprocessableEntity, "users.wrong_password");

        Task<Answer> ChangeAsync(string current) =>
            session.Client.PostAsync("/api/users/me/password", new { currentPassword = current, newPassword = "quite another password" });
    }

    private Task<Answer> RegisterAsync(string email) =>
        host.Anonymous.PostAsync(
            "/api/users/register",
            new
            {
                email,
                password = "correct horse battery",
                displayName = "Ada",
            }
        );

    /// <summary>All of an answer but what differs from request to request.</summary>
    private static string Essence(Answer answer)
    {
        var body = JsonNode.Parse(answer.Body)!.AsObject();
        body.Remove("traceId");
        body.Remove("instance");
        return $"{answer.Status} {body.ToJsonString()} {string.Join(';', answer.Headers.Select(header => header.Key).Order())}";
    }
}
