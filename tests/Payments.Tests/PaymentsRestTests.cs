using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Payments.Tests;

public sealed class PaymentsRestOnSqliteTests(HostFixture host) : PaymentsRestTests(host), IClassFixture<HostFixture>;

public sealed class PaymentsRestOnMySqlTests(MySqlHostFixture host) : PaymentsRestTests(host), IClassFixture<MySqlHostFixture>;

/// <summary>The payments module over REST, on a host process; the same on both databases.</summary>
public abstract class PaymentsRestTests(HostFixtureOf host)
{
    [Fact]
    public async Task A_deposit_shows_on_the_account_the_statement_and_in_the_ledger()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        await DepositAsync(staff, customer, "10.00");
        var deposit = await DepositAsync(staff, customer, "2.50", "Second");

        Assert.Equal("12.50", deposit.Json.GetProperty("balance").GetProperty("amount").GetString());
        var account = Assert.Single(Items(await customer.GetAsync("/api/payments/accounts/me")));
        Assert.Equal("""{"amount":"12.50","currency":"EUR"}""", account.GetProperty("balance").GetRawText());

        var statement = Items(await customer.GetAsync("/api/payments/accounts/me/statement"));
        Assert.Equal(["12.50", "10.00"], statement.Select(row => row.GetProperty("balance").GetProperty("amount").GetString()));
        Assert.Equal([2, 1], statement.Select(row => row.GetProperty("number").GetInt32()));
        Assert.Equal("Second", statement[0].GetProperty("purpose").GetString());
        Assert.Equal("deposit", statement[0].GetProperty("kind").GetString());

        var transaction = (await staff.GetAsync(deposit.Location!)).MustBe(HttpStatusCode.OK).Json;
        Assert.Equal(staff.UserId, transaction.GetProperty("recordedBy").GetGuid());
        var sides = transaction.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["-2.50", "2.50"], sides.Select(side => side.GetProperty("amount").GetProperty("amount").GetString()));
        Assert.Equal("cash", sides[0].GetProperty("systemAccount").GetString());
        Assert.Equal(customer.UserId, sides[1].GetProperty("userId").GetGuid());
    }

    [Fact]
    public async Task A_deposit_with_the_same_key_is_made_once()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        var key = Guid.NewGuid().ToString();

        var first = await DepositAsync(staff, customer, "5.00", key: key);
        var again = await DepositAsync(staff, customer, "5.00", key: key);

        Assert.Equal(first.Body, again.Body);
        Assert.Equal(first.Location, again.Location);
        Assert.Single(Items(await customer.GetAsync("/api/payments/accounts/me/statement")));
        (await PostDepositAsync(staff, customer.UserId, "6.00", key: key)).MustBe(
            HttpStatusCode.UnprocessableEntity,
            "idempotency.key_reused"
        );
    }

    [Fact]
    public async Task An_unknown_user_gets_no_account()
    {
        var staff = await host.StaffAsync();
        var nobody = Guid.NewGuid();

        (await PostDepositAsync(staff, nobody, "5.00")).MustBe(HttpStatusCode.UnprocessableEntity, "payments.unknown_user");

        Assert.Empty(Items(await staff.GetAsync($"/api/payments/accounts?userId={nobody}")));
        (await staff.GetAsync($"/api/payments/accounts/{nobody}/statement")).MustBe(HttpStatusCode.NotFound, "payments.account_not_found");
    }

    [Theory]
    [InlineData("""{"userId":"USER","amount":{"amount":"0","currency":"EUR"},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"-1","currency":"EUR"},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"1.001","currency":"EUR"},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"1000000.01","currency":"EUR"},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"99999999999999999999","currency":"EUR"},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"1","currency":"eur"},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":1,"currency":"EUR"},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"1","currency":"EUR","more":1},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":null,"reason":"x"}""")]
    [InlineData("""{"userId":"USER","reason":"x"}""")]
    [InlineData("""{"userId":"00000000-0000-0000-0000-000000000000","amount":{"amount":"1","currency":"EUR"},"reason":"x"}""")]
    [InlineData("""{"userId":"no-id","amount":{"amount":"1","currency":"EUR"},"reason":"x"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"1","currency":"EUR"},"reason":" "}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"1","currency":"EUR"},"reason":"a\u0000b"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"1","currency":"EUR"},"reason":"LONG"}""")]
    [InlineData("""{"userId":"USER","amount":{"amount":"1","currency":"EUR"},"reason":"x","more":1}""")]
    [InlineData("""{"userId":"USER",""")]
    public async Task A_bad_deposit_is_refused_and_changes_nothing(string body)
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        body = body.Replace("USER", customer.UserId.ToString(), StringComparison.Ordinal)
            .Replace("LONG", new string('x', 201), StringComparison.Ordinal);

        var refused = await staff.PostAsync(
            "/api/payments/deposits",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json")
        );

        Assert.Equal(HttpStatusCode.BadRequest, refused.MustBe(HttpStatusCode.BadRequest).Status);
        Assert.NotNull(refused.Code);
        Assert.Empty(Items(await customer.GetAsync("/api/payments/accounts/me")));
    }

    [Fact]
    public async Task Only_staff_see_and_move_what_is_not_theirs()
    {
        var (customer, other) = (await host.CustomerAsync(), await host.CustomerAsync());

        (await PostDepositAsync(customer, customer.UserId, "5.00")).MustBe(HttpStatusCode.Forbidden);
        (await customer.GetAsync("/api/payments/accounts")).MustBe(HttpStatusCode.Forbidden);
        (await customer.GetAsync($"/api/payments/accounts/{other.UserId}/statement")).MustBe(HttpStatusCode.Forbidden);
        (await customer.GetAsync("/api/payments/transactions")).MustBe(HttpStatusCode.Forbidden);
        (await customer.GetAsync("/api/payments/ledger/check")).MustBe(HttpStatusCode.Forbidden);
        (await host.Anonymous.GetAsync("/api/payments/accounts/me")).MustBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_has_two_currencies_chooses_one_for_the_statement()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        await DepositAsync(staff, customer, "5.00");
        await DepositAsync(staff, customer, "500", currency: "JPY");

        (await customer.GetAsync("/api/payments/accounts/me/statement")).MustBe(HttpStatusCode.BadRequest, "validation.failed");
        Assert.Single(Items(await customer.GetAsync("/api/payments/accounts/me/statement?currency=JPY")));
        Assert.Empty(Items(await customer.GetAsync("/api/payments/accounts/me/statement?currency=USD")));
        (await customer.GetAsync("/api/payments/accounts/me/statement?currency=nope")).MustBe(HttpStatusCode.BadRequest);
        Assert.Equal(2, Items(await customer.GetAsync("/api/payments/accounts/me")).Count);
    }

    [Fact]
    public async Task Lists_are_paged_sorted_and_filtered()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        foreach (var amount in new[] { "3.00", "1.00", "2.00" })
        {
            await DepositAsync(staff, customer, amount);
        }

        var statement = $"/api/payments/accounts/{customer.UserId}/statement";
        var page = await staff.GetAsync(statement + "?sort=-amount&pageSize=2");
        Assert.Equal(["3.00", "2.00"], Items(page).Select(row => row.GetProperty("amount").GetProperty("amount").GetString()));
        Assert.Equal(3, page.Json.GetProperty("total").GetInt32());
        Assert.Single(Items(await staff.GetAsync(statement + "?sort=-amount&pageSize=2&page=2")));
        (await staff.GetAsync(statement + "?sort=nothing")).MustBe(HttpStatusCode.BadRequest);

        var transactions = $"/api/payments/transactions?userId={customer.UserId}";
        Assert.Equal(3, Items(await staff.GetAsync(transactions + "&kind=deposit")).Count);
        Assert.Empty(Items(await staff.GetAsync(transactions + "&kind=refund")));
        Assert.Empty(Items(await staff.GetAsync($"/api/payments/transactions?reference={Guid.NewGuid()}")));
        (await staff.GetAsync(transactions + "&kind=gift")).MustBe(HttpStatusCode.BadRequest);
        Assert.Single(Items(await staff.GetAsync($"/api/payments/accounts?userId={customer.UserId}&currency=EUR&sort=-balance")));
    }

    [Fact]
    public async Task Deposits_at_once_all_count_and_the_ledger_is_balanced()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => DepositAsync(staff, customer, "1.00")));

        var statement = Items(await customer.GetAsync("/api/payments/accounts/me/statement"));
        Assert.Equal(Enumerable.Range(1, 10).Reverse(), statement.Select(row => row.GetProperty("number").GetInt32()));
        Assert.Equal("10.00", statement[0].GetProperty("balance").GetProperty("amount").GetString());
        var check = (await staff.GetAsync("/api/payments/ledger/check")).MustBe(HttpStatusCode.OK).Json;
        Assert.True(check.GetProperty("balanced").GetBoolean());
        Assert.Empty(check.GetProperty("unbalancedTransactions").EnumerateArray());
        Assert.Equal(2 * check.GetProperty("transactions").GetInt32(), check.GetProperty("entries").GetInt32());
    }

    private static async Task<Answer> DepositAsync(
        Client staff,
        Client customer,
        string amount,
        string reason = "Counter",
        string currency = "EUR",
        string? key = null
    ) => (await PostDepositAsync(staff, customer.UserId, amount, reason, currency, key)).MustBe(HttpStatusCode.Created);

    private static Task<Answer> PostDepositAsync(
        Client client,
        Guid userId,
        string amount,
        string reason = "Counter",
        string currency = "EUR",
        string? key = null
    ) =>
        client.PostAsync(
            "/api/payments/deposits",
            new
            {
                userId,
                amount = new { amount, currency },
                reason,
            },
            key
        );

    private static List<JsonElement> Items(Answer page) => [.. page.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
}
