using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.BadInput;

/// <summary>A token that was good until a moment ago.</summary>
public sealed class ExpiredTokenTests(ExpiredTokenTests.ShortTokensHostFixture host)
    : IClassFixture<ExpiredTokenTests.ShortTokensHostFixture>
{
    [Fact]
    public async Task An_expired_token_is_refused_by_every_module_and_a_refreshed_one_is_good()
    {
        var customer = await host.CustomerAsync();
        var stale = host.Anonymous.With(customer.Token!);
        (await stale.GetAsync("/api/orders")).MustBe(HttpStatusCode.OK);

        await Eventually.GetAsync(
            () => stale.GetAsync("/api/orders"),
            answer => answer.Status == HttpStatusCode.Unauthorized,
            what: "The token expired"
        );

        string[] paths = ["/api/orders", "/api/users/me", "/api/payments/accounts/me", "/api/notifications/me", "/api/inventory/stock"];
        foreach (var path in paths)
        {
            Assert.NotNull((await stale.GetAsync(path)).MustBe(HttpStatusCode.Unauthorized).Code);
        }

        Assert.NotNull(
            (await stale.PostAsync("/api/orders", new { lines = Array.Empty<object>() })).MustBe(HttpStatusCode.Unauthorized).Code
        );
        (await customer.GetAsync("/api/orders")).MustBe(HttpStatusCode.OK);
    }

    /// <summary>A host whose tokens are soon over.</summary>
    public sealed class ShortTokensHostFixture() : HostFixtureOf(TestDatabase.Sqlite)
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
            [new("users__AccessTokenLifetime", "00:00:05"), new("Security__ClockSkew", "00:00:00")];
    }
}
