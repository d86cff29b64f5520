using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Web;

/// <summary>What depends on the database, on both of them.</summary>
public abstract class HostConditions(HostFixtureOf fixture)
{
    [Fact]
    public async Task Requests_at_once_with_the_same_key_are_one()
    {
        var staff = await fixture.StaffAsync();
        var sku = "ONCE-" + Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();
        var body = new
        {
            sku,
            name = "Once",
            description = "Made once.",
            price = new { amount = "1.00", currency = "EUR" },
        };
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => staff.PostAsync("/api/catalog/products", body, key)));
        Assert.All(answers, answer => answer.MustBe(HttpStatusCode.Created));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        (await staff.PostAsync("/api/catalog/products", body with { name = "Twice" }, key)).MustBe(
            HttpStatusCode.UnprocessableEntity,
            "idempotency.key_reused"
        );
    }

    [Theory]
    [InlineData("/api/catalog/products?search=a%00b")]
    [InlineData("/api/catalog/products?search=%F0%9F%98%80%25_")]
    [InlineData("/api/inventory/reservations?reference=caf%C3%A9")]
    [InlineData("/api/inventory/reservations?sku=caf%C3%A9")]
    [InlineData("/api/inventory/stock?search=caf%C3%A9")]
    [InlineData("/api/payments/transactions?reference=caf%C3%A9")]
    [InlineData("/api/payments/accounts?currency=caf%C3%A9")]
    [InlineData("/api/notifications?cause=caf%C3%A9")]
    public async Task Odd_text_in_a_filter_is_no_failure(string path)
    {
        var answer = await (await fixture.StaffAsync()).GetAsync(path);
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, answer.ToString());
    }

    [Theory]
    [InlineData("/api/catalog/products/caf%C3%A9")]
    [InlineData("/api/inventory/stock/caf%C3%A9")]
    [InlineData("/api/inventory/reservations/caf%C3%A9")]
    public async Task Odd_text_in_an_address_leads_nowhere(string path) =>
        (await (await fixture.StaffAsync()).GetAsync(path)).MustBe(HttpStatusCode.NotFound, "http.not_found");
}

public sealed class HostConditionsOnSqlite(HostFixture fixture) : HostConditions(fixture), IClassFixture<HostFixture>;

public sealed class HostConditionsOnMySql(MySqlHostFixture fixture) : HostConditions(fixture), IClassFixture<MySqlHostFixture>;
