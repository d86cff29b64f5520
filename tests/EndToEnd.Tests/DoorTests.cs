using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>Clients have one way in. A process that is there for the others alone lets in nobody else, whoever asks.</summary>
public abstract class DoorTests(HostFixtureOf host)
{
    private const string ForOthers = "for other processes alone";

    [Theory]
    [InlineData("/api/catalog/products")]
    [InlineData("/api/orders")]
    [InlineData("/api/platform/messages")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/admin")]
    public async Task Who_goes_round_the_gateway_is_refused_also_as_an_administrator(string path)
    {
        var admin = await host.AdminAsync();
        var closed = host
            .Deployment.Processes.Where(process => Welcome.OthersAt(process).Contains(ForOthers, StringComparison.Ordinal))
            .ToList();
        Assert.DoesNotContain(host.Host, closed);
        foreach (var process in closed)
        {
            using var direct = new HttpClient { BaseAddress = process.BaseAddress };
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new("Bearer", admin.Token);

            using var answer = await direct.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}

[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class DoorOnSqliteTests(BehaviourHostFixture host) : DoorTests(host);

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class DoorOnMySqlTests(BehaviourMySqlHostFixture host) : DoorTests(host);
