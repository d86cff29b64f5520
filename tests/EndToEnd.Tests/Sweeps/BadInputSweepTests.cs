using System.Net;
using MonolithFirst.EndToEnd.Tests.BadInput;
using MonolithFirst.EndToEnd.Tests.Faults;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>
/// Thousands of requests made from the OpenAPI document, each spoilt in one place. Many are still good, and may do what they ask for;
/// whatever they are, the answer is one that the document describes, and what is refused has changed no row.
/// </summary>
/// <param name="host">What is asked.</param>
/// <param name="endpoints">What it has.</param>
/// <param name="oneIn">One in so many requests is sent.</param>
public abstract class BadInputSweepTests(HostFixtureOf host, HostEndpoints endpoints, int oneIn = 1)
{
    private const int FixedSeed = 20261123;
    private readonly int atLeast = 5_000 / oneIn;

    // Every round takes out what was accepted; what the rows then allow for the first time is soon all found.
    private const int Rounds = 5;

    private readonly Dictionary<string, (int Times, string First)> faults = [];
    private int sent;

    [Fact]
    public async Task Every_answer_is_described_and_what_is_refused_changes_nothing()
    {
        var chance = new Chance(FixedSeed);
        var document = await ApiDocument.OfAsync(host);
        var belongings = await Belongings.ArrangeAsync(host);
        foreach (var (number, operation) in document.Operations.Index())
        {
            var good = await GoodRequestAsync(operation, belongings);
            var spoilt = new SpoiltRequests(operation, good, host.Host.BaseAddress, new Nasty(chance, number)).All();
            // Another part of each operation's, so that the sample has every kind.
            var sample = spoilt.Where((_, index) => index % oneIn == number % oneIn).ToList();
            await SweepAsync(operation, good.Client.Unrefreshed(), sample);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{sent} requests");
        var report = faults.Select(fault => $"{fault.Key}, {fault.Value.Times} times, first {fault.Value.First}");
        Assert.True(faults.Count == 0, $"{chance}, {faults.Count} faults:\n{string.Join('\n', report)}");
        Assert.True(sent >= atLeast, $"Only {sent} requests were sent.");
    }

    private async Task<Example> GoodRequestAsync(ApiOperation operation, Belongings belongings)
    {
        if (Operations.All.TryGetValue(operation.Name, out var known))
        {
            return await known.Make(host);
        }

        var endpoint = endpoints.All.Single(endpoint => endpoint.Name == operation.Name);
        var client =
            endpoint.Roles.Contains("customer") ? belongings.Owner
            : endpoint.Roles.Contains("staff") ? await host.StaffAsync()
            : await host.AdminAsync();
        return new Example(client, belongings.PathOf(operation.Path));
    }

    /// <summary>
    /// Sends all requests until a round in which none is accepted: only then do rows that have changed give away a refused one.
    /// </summary>
    private async Task SweepAsync(ApiOperation operation, Client client, List<SpoiltRequest> requests)
    {
        var data = ModuleData.Of(host);
        for (var round = 1; requests.Count > 0; round++)
        {
            var before = await data.WhenQuietAsync();
            var refused = new List<SpoiltRequest>();
            foreach (var request in requests)
            {
                var status = await SendAsync(operation, client, request, isJudged: round == 1);
                if ((int)status is >= 400 || operation.Method == "GET")
                {
                    refused.Add(request);
                }
            }

            if (refused.Count == requests.Count)
            {
                var changed = ModuleData.Changes(before, await data.FingerprintsAsync()).Except(MayChange(operation)).ToList();
                if (changed.Count > 0)
                {
                    var culprit = await CulpritAsync(operation, client, refused);
                    Note(operation, "changed by a refused request: " + string.Join(", ", changed), culprit);
                }

                return;
            }

            Assert.True(round < Rounds, $"{operation} accepts something new each time.");
            requests = refused;
        }
    }

    /// <summary>Sends them once more, one by one, to name the one that changes something.</summary>
    private async Task<string> CulpritAsync(ApiOperation operation, Client client, List<SpoiltRequest> requests)
    {
        var data = ModuleData.Of(host);
        foreach (var request in requests)
        {
            var before = await data.WhenQuietAsync();
            await SendAsync(operation, client, request, isJudged: false);
            if (ModuleData.Changes(before, await data.FingerprintsAsync()).Except(MayChange(operation)).Any())
            {
                return request.What;
            }
        }

        return "sent once more, none did";
    }

    private async Task<HttpStatusCode> SendAsync(ApiOperation operation, Client client, SpoiltRequest spoilt, bool isJudged)
    {
        var answer = await Eventually.GetAsync(
            async () =>
            {
                sent++;
                using var request = spoilt.Make();
                return await client.SendAsync(request);
            },
            // Busy for a moment is not what bad input may cause for good.
            answer => answer.Status != HttpStatusCode.ServiceUnavailable,
            what: $"An answer to {spoilt.What}"
        );
        if (isJudged)
        {
            foreach (var fault in DescribedAnswer.FaultsOf(operation, answer))
            {
                Note(operation, fault, $"{spoilt.What}: {(int)answer.Status} {Beginning(answer.Body)}");
            }
        }

        return answer.Status;
    }

    /// <summary>The same fault of an operation is told once, by the first request that showed it.</summary>
    private void Note(ApiOperation operation, string fault, string by)
    {
        var (times, first) = faults.GetValueOrDefault($"{operation}: {fault}", (0, by));
        faults[$"{operation}: {fault}"] = (times + 1, first);
    }

    private static IEnumerable<string> MayChange(ApiOperation operation) =>
        Operations.All.TryGetValue(operation.Name, out var known) && known.CountsIn is { } table ? [table] : [];

    private static string Beginning(string body) => body[..Math.Min(body.Length, 300)];
}

public sealed class BadInputSweepOnSqlite(LongTokensHostFixture host, HostEndpoints endpoints)
    : BadInputSweepTests(host, endpoints),
        IClassFixture<LongTokensHostFixture>,
        IClassFixture<HostEndpoints>;

/// <summary>
/// Each module in a process of its own: the gateway passes on what is spoilt, or refuses it as the module would. The document is the same,
/// so what the module answers by itself on MySQL is judged here as well. A sample, because every request costs two processes.
/// </summary>
public sealed class BadInputSweepThroughTheGateway(LongTokensAllPeeledFixture host, HostEndpoints endpoints)
    : BadInputSweepTests(host, endpoints, oneIn: 4),
        IClassFixture<LongTokensAllPeeledFixture>,
        IClassFixture<HostEndpoints>;

public sealed class LongTokensAllPeeledFixture() : LongTokensHostFixtureOf(TestDatabase.MySql)
{
    protected override Topology Topology => Topology.Named("all-peeled");

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, .. CrowdedMachine.Settings];
}
