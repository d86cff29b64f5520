using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.BadInput;

/// <summary>Whatever is sent to whatever operation: a refusal with a code, never a 500, and not a row has changed.</summary>
public abstract class BadInputTests(HostFixtureOf host)
{
    private readonly List<string> wrong = [];

    public static TheoryData<string> EveryOperation() => [.. Operations.All.Keys];

    [Fact]
    public async Task The_table_has_every_operation_that_changes_something()
    {
        var document = (await host.Anonymous.GetAsync("/openapi/v1.json")).MustBe(HttpStatusCode.OK).Json;
        var documented =
            from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Name is "post" or "put" or "patch" or "delete"
            select $"{operation.Name.ToUpperInvariant()} {path.Name}";
        Assert.Equal(Operations.All.Keys, documented.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task A_bad_request_is_refused_with_a_code_and_changes_nothing(string name)
    {
        var operation = Operations.All[name];
        var example = await operation.Make(host);
        example = example with { Client = example.Client.Unrefreshed() };
        var data = ModuleData.Of(host);
        var before = await data.WhenQuietAsync();

        await SendBadBodiesAsync(name, operation, example);
        await SendBadPathsAsync(name, example);
        await SendBadHeadersAsync(name, example);

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.Empty(ModuleData.Changes(before, await data.FingerprintsAsync()));
        if (example.Succeeds)
        {
            var good = await SendAsync(name, example, example.Client, example.Path, Content(example.Body), example.IfMatch);
            Assert.InRange((int)good.Status, 200, 299);
        }
    }

    private async Task SendBadBodiesAsync(string name, Operation operation, Example example)
    {
        if (example.Body is null)
        {
            return;
        }

        var good = JsonSerializer.SerializeToNode(example.Body)!;
        foreach (var bad in Mutations.Of(good, operation))
        {
            var answer = await SendAsync(name, example, example.Client, example.Path, bad.Content, example.IfMatch);
            Judge(answer, bad.What);
        }
    }

    private async Task SendBadPathsAsync(string name, Example example)
    {
        var template = name.Split(' ')[1].Split('/');
        var path = example.Path.Split('/');
        string[] values = ["%01", "%0A", new string('x', 1000), "%F0%9F%98%80", "'%20OR%201=1--", "..", "%ED%A0%80"];
        foreach (var at in Enumerable.Range(0, template.Length).Where(at => template[at].StartsWith('{')))
        {
            foreach (var value in values)
            {
                var changed = string.Join('/', path.Select((part, number) => number == at ? value : part));
                var answer = await SendAsync(name, example, example.Client, changed, Content(example.Body), example.IfMatch);
                Judge(answer, $"{value[..Math.Min(value.Length, 20)]} as {template[at]}");
            }
        }
    }

    private async Task SendBadHeadersAsync(string name, Example example)
    {
        if (example.IfMatch is not null)
        {
            foreach (var condition in new[] { null, "3", "\"x\"", "W/\"1\"", "\"1\", \"2\"", "\"99999999999999999999\"", "\"987654\"" })
            {
                var answer = await SendAsync(name, example, example.Client, example.Path, Content(example.Body), condition);
                Judge(answer, "If-Match " + condition);
            }
        }

        if (name is "POST /api/orders" or "POST /api/payments/deposits" or "POST /api/catalog/products")
        {
            foreach (var key in new[] { new string('k', 256), "a\tb" })
            {
                using var request = Request(name, example.Path, Content(example.Body), null);
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
                Judge(await SendAsync(example.Client, request), "Idempotency-Key of " + key.Length);
            }
        }
    }

    private void Judge(Answer answer, string what)
    {
        var refused = (int)answer.Status is >= 400 and < 500 && answer.Code is not null;
        if (!refused)
        {
            wrong.Add($"{what}: {answer.ToString()[..Math.Min(answer.ToString().Length, 600)]}");
        }
    }

    private static async Task<Answer> SendAsync(
        string name,
        Example example,
        Client client,
        string path,
        HttpContent? content,
        string? ifMatch
    )
    {
        using var request = Request(name, path, content, ifMatch);
        return await SendAsync(client, request);
    }

    private static Task<Answer> SendAsync(Client client, HttpRequestMessage request) => client.SendAsync(request);

    private static HttpRequestMessage Request(string name, string path, HttpContent? content, string? ifMatch)
    {
        var request = new HttpRequestMessage(new HttpMethod(name.Split(' ')[0]), path) { Content = content };
        // Who sends much asks first. A server that refuses hangs up on the rest, and the client may never read why.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 50_000;
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return request;
    }

    private static ByteArrayContent? Content(object? body) =>
        body is null
            ? null
            : new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
}

/// <summary>A host whose tokens and time limits outlive the test, so that neither a refresh nor a timer changes a row meanwhile.</summary>
public abstract class LongTokensHostFixtureOf(TestDatabase database) : HostFixtureOf(database)
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("users__AccessTokenLifetime", "01:00:00"),
            new("orders__StepTimeLimit", "06:00:00"),
            new("inventory__ReservationLifetime", "1.00:00:00"),
        ];
}

public sealed class LongTokensHostFixture() : LongTokensHostFixtureOf(TestDatabase.Sqlite);

public sealed class LongTokensMySqlHostFixture() : LongTokensHostFixtureOf(TestDatabase.MySql);

public sealed class BadInputOnSqliteTests(LongTokensHostFixture host) : BadInputTests(host), IClassFixture<LongTokensHostFixture>;

public sealed class BadInputOnMySqlTests(LongTokensMySqlHostFixture host) : BadInputTests(host), IClassFixture<LongTokensMySqlHostFixture>;
