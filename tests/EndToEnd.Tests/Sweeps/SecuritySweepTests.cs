using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MonolithFirst.EndToEnd.Tests.BadInput;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>
/// Who may do what, asked of every endpoint that the host has: its own metadata says who may, and whoever may not does not get in.
/// </summary>
public abstract class SecuritySweepTests(HostFixtureOf host, HostEndpoints endpoints)
{
    private readonly List<string> faults = [];

    private protected HostEndpoints Endpoints => endpoints;

    [Fact]
    public async Task Whoever_lacks_the_role_is_refused_and_changes_nothing()
    {
        var belongings = await Belongings.ArrangeAsync(host);
        var document = await ApiDocument.OfAsync(host);
        (string Role, Client Client)[] callers =
        [
            ("customer", (await host.CustomerAsync()).Unrefreshed()),
            ("staff", (await host.StaffAsync()).Unrefreshed()),
        ];
        var data = ModuleData.Of(host);
        var before = await data.WhenQuietAsync();

        foreach (var endpoint in endpoints.All.Where(endpoint => !endpoint.IsOpen))
        {
            var path = belongings.PathOf(endpoint.Path);
            Expect(endpoint, "nobody", await SendAsync(document, endpoint, host.Anonymous, path), HttpStatusCode.Unauthorized);
            foreach (var (role, client) in callers.Where(caller => !MayCall(caller.Role, endpoint)))
            {
                Expect(endpoint, role, await SendAsync(document, endpoint, client, path), HttpStatusCode.Forbidden);
            }
        }

        MustBeFaultless();
        Assert.Empty(ModuleData.Changes(before, await data.FingerprintsAsync()));
    }

    [Fact]
    public async Task Nobody_gets_at_what_belongs_to_another_customer()
    {
        var belongings = await Belongings.ArrangeAsync(host);
        var document = await ApiDocument.OfAsync(host);
        var stranger = (await host.CustomerAsync()).Unrefreshed();
        var data = ModuleData.Of(host);
        var before = await data.WhenQuietAsync();

        foreach (var endpoint in endpoints.All.Where(endpoint => !endpoint.IsOpen && Belongings.IsSomebodys(endpoint.Path)))
        {
            var answer = await SendAsync(document, endpoint, stranger, belongings.PathOf(endpoint.Path));
            Expect(endpoint, "a stranger", answer, HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
            ExpectNothingOf(belongings, endpoint, answer, besides: belongings.PathOf(endpoint.Path));
        }

        // Lists take ids to look for, and must not show what is another's either way.
        foreach (var endpoint in endpoints.All.Where(endpoint => endpoint.Method == "GET" && endpoint.Roles.Contains("customer")))
        {
            foreach (var query in QueriesOf(document, endpoint, belongings).Prepend(""))
            {
                var path = belongings.PathOf(endpoint.Path);
                ExpectNothingOf(belongings, endpoint, await SendAsync(document, endpoint, stranger, path + query), besides: path);
            }
        }

        MustBeFaultless();
        Assert.Empty(ModuleData.Changes(before, await data.FingerprintsAsync()));
    }

    private protected static bool MayCall(string role, HostEndpoint endpoint) =>
        endpoint.Roles.Contains(role)
        // Staff of the tests have registered, so they are customers as well.
        || (role == "staff" && endpoint.Roles.Contains("customer"));

    private protected static async Task<Answer> SendAsync(ApiDocument document, HostEndpoint endpoint, Client client, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), path);
        var operation = document.Operations.SingleOrDefault(operation => operation.Name == endpoint.Name);
        if (operation?.BodyExample is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.GetRawText()))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }

        if (operation?.Parameters.Any(parameter => parameter.Name == "If-Match") == true)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        return await client.SendAsync(request);
    }

    private protected void Expect(HostEndpoint endpoint, string who, Answer answer, params HttpStatusCode[] expected)
    {
        var isDashboard = endpoint.Path.StartsWith("/jobs", StringComparison.Ordinal) && answer.Body.Length == 0;
        if (!expected.Contains(answer.Status) || (answer.Code is null && !isDashboard))
        {
            faults.Add($"{endpoint} for {who}: {answer.ToString()[..Math.Min(answer.ToString().Length, 400)]}");
        }
    }

    private protected void MustBeFaultless() => Assert.True(faults.Count == 0, string.Join('\n', faults));

    /// <summary>A refusal repeats the address that was asked, and that may name what the stranger has named.</summary>
    private void ExpectNothingOf(Belongings belongings, HostEndpoint endpoint, Answer answer, string besides)
    {
        var said = answer.Body.Replace(besides, "", StringComparison.Ordinal);
        if (belongings.Marks.FirstOrDefault(mark => said.Contains(mark, StringComparison.OrdinalIgnoreCase)) is { } mark)
        {
            faults.Add($"{endpoint} shows a stranger {mark}: {answer}");
        }
    }

    private static IEnumerable<string> QueriesOf(ApiDocument document, HostEndpoint endpoint, Belongings belongings) =>
        from operation in document.Operations
        where operation.Name == endpoint.Name
        from parameter in operation.Parameters
        where parameter.In == "query" && parameter.IsId
        select $"?{parameter.Name}={belongings.QueryValueOf(parameter.Name)}";
}

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class SecuritySweepOnMySql(BehaviourMySqlHostFixture host, HostEndpoints endpoints)
    : SecuritySweepTests(host, endpoints),
        IClassFixture<HostEndpoints>;

/// <summary>Also what is the same on every database.</summary>
[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class SecuritySweepOnSqlite(BehaviourHostFixture host, HostEndpoints endpoints)
    : SecuritySweepTests(host, endpoints),
        IClassFixture<HostEndpoints>
{
    /// <summary>What the document does not show, because it is no part of the API.</summary>
    private static readonly string[] Undocumented =
    [
        "GET /_framework/opaque-redirect",
        "GET /admin/report-runs/{id}/download",
        "GET /admin/reports/{name}/download",
        "GET /admin/{rest}",
        "GET /docs/favicon.svg",
        "GET /docs/scalar.aspnetcore.js",
        "GET /docs/scalar.js",
        "GET /docs/{documentName}",
        "GET /favicon.ico",
        "GET /health/live",
        "GET /health/ready",
        "GET /jobs/{path}",
        "GET /metrics",
        "GET /openapi/v1.json",
        "POST /admin/sign-out",
        "POST /jobs/{path}",
        "POST /metrics",
    ];

    /// <summary>What is open to the world.</summary>
    private static readonly string[] Open =
    [
        "GET /.well-known/jwks.json",
        "GET /_framework/opaque-redirect",
        "GET /admin/sign-in",
        "GET /api/catalog/products",
        "GET /api/catalog/products/{sku}",
        "GET /api/inventory/availability/{sku}",
        "GET /docs/favicon.svg",
        "GET /docs/scalar.aspnetcore.js",
        "GET /docs/scalar.js",
        "GET /docs/{documentName}",
        "GET /favicon.ico",
        "GET /health/live",
        "GET /health/ready",
        "GET /metrics",
        "GET /openapi/v1.json",
        "POST /admin/sign-in",
        "POST /api/users/refresh",
        "POST /api/users/register",
        "POST /api/users/sign-in",
        "POST /api/users/sign-out",
        "POST /metrics",
    ];

    [Fact]
    public async Task The_document_shows_every_endpoint_but_those_known_to_be_no_part_of_the_API()
    {
        var document = await ApiDocument.OfAsync(host);

        MustBe(
            document.Operations.Select(operation => operation.Name).Concat(Undocumented),
            Endpoints.All.Where(endpoint => !endpoint.IsPage).Select(endpoint => endpoint.Name),
            "document it, or name it here"
        );
    }

    [Fact]
    public void Nothing_is_open_but_what_is_meant_to_be() =>
        MustBe(Open, Endpoints.All.Where(endpoint => endpoint.IsOpen).Select(endpoint => endpoint.Name), "close it, or name it here");

    [Fact]
    public void What_changes_something_takes_the_role_that_its_table_says()
    {
        foreach (var (name, operation) in Operations.All)
        {
            var endpoint = Endpoints.All.Single(endpoint => endpoint.Name == name);
            var lowest =
                endpoint.IsOpen ? Access.Anonymous
                : endpoint.Roles.Contains("customer") ? Access.SignedIn
                : endpoint.Roles.Contains("staff") ? Access.Staff
                : Access.Admin;
            Assert.True(operation.Roles == lowest, $"{name} is for {lowest}, but its table says {operation.Roles}.");
        }
    }

    [Fact]
    public async Task No_endpoint_takes_a_bad_token()
    {
        var belongings = await Belongings.ArrangeAsync(host);
        var document = await ApiDocument.OfAsync(host);
        using var forge = new TokenForge(host, (await host.AdminAsync()).UserId);
        var published = (await host.Anonymous.GetAsync("/.well-known/jwks.json")).MustBe(HttpStatusCode.OK).Body;
        (await host.Anonymous.With(forge.Good).GetAsync("/api/users")).MustBe(HttpStatusCode.OK);
        var bad = forge.Bad(published).ToList();
        var data = ModuleData.Of(host);
        var before = await data.WhenQuietAsync();

        foreach (var endpoint in Endpoints.All.Where(endpoint => !endpoint.IsOpen))
        {
            var path = belongings.PathOf(endpoint.Path);
            foreach (var (what, token) in bad)
            {
                var answer = await SendAsync(document, endpoint, host.Anonymous.With(token), path);
                Expect(endpoint, "a token " + what, answer, HttpStatusCode.Unauthorized);
            }
        }

        // Where anybody may, a bad token gets what none gets.
        foreach (var endpoint in Endpoints.All.Where(endpoint => endpoint.IsOpen && endpoint.Method == "GET"))
        {
            var path = belongings.PathOf(endpoint.Path);
            var without = await SendAsync(document, endpoint, host.Anonymous, path);
            foreach (var (what, token) in bad)
            {
                var answer = await SendAsync(document, endpoint, host.Anonymous.With(token), path);
                Assert.True(without.Status == answer.Status, $"A token {what}: {answer}");
            }
        }

        MustBeFaultless();
        Assert.Empty(ModuleData.Changes(before, await data.FingerprintsAsync()));
    }

    private static void MustBe(IEnumerable<string> known, IEnumerable<string> found, string advice)
    {
        var wrong = found
            .Except(known)
            .Select(name => $"{name} is there: {advice}.")
            .Concat(known.Except(found).Select(name => $"{name} is not there."));
        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }
}
