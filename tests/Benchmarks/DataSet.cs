using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MonolithFirst.Benchmarks.Bare;
using MonolithFirst.Benchmarks.Load;
using MonolithFirst.Testing;

namespace MonolithFirst.Benchmarks;

/// <summary>
/// The modules' databases with goods on stock and customers who have money, and the host that made them so. The bare API gets a set of its
/// own, made by the host as well: the same tables, indexes and rows.
/// </summary>
internal sealed class DataSet : IAsyncDisposable
{
    private const string Password = "a long enough password";
    private const int Customers = 16;
    private const int Receipts = 10;

    private readonly TemporaryFolder folder = new();
    private readonly MariaDbServer? server;
    private readonly Topology topology;
    private Deployment? deployment;
    private Service? bare;

    private DataSet(MariaDbServer? server, Topology topology)
    {
        this.server = server;
        this.topology = topology;
        Database = new Database(Description);
    }

    /// <summary>For counting, and for the bare API.</summary>
    public Database Database { get; }

    /// <summary>The host with all its processes, or the bare API that has taken its place.</summary>
    public Target Host { get; private set; } = null!;

    /// <summary>The host's processes.</summary>
    public Deployment Deployment => deployment ?? throw new InvalidOperationException("The host is not running.");

    /// <summary>Database and broker, as far as they are processes of this run.</summary>
    public IReadOnlyList<int> Servers => [.. new[] { server?.ProcessId, deployment?.Broker?.ProcessId }.OfType<int>()];

    /// <summary>The goods; each has pieces for more orders than a run can place.</summary>
    public IReadOnlyList<string> Skus { get; private set; } = [];

    /// <summary>The customers with their tokens.</summary>
    public List<(Guid Id, string Token)> Buyers { get; } = [];

    /// <summary>A member of staff.</summary>
    public string Staff { get; private set; } = "";

    private string Description => server?.AdministratorConnection ?? Database.OfSqlite(folder["data"]);

    private Dictionary<string, string?> Settings =>
        new()
        {
            ["Database__Provider"] = server is null ? "Sqlite" : "MySql",
            ["Database__DataFolder"] = folder["data"],
            ["Database__Server"] = server?.Host,
            ["Database__Port"] = server?.Port.ToString(CultureInfo.InvariantCulture),
            ["Database__Options"] = "AllowPublicKeyRetrieval=true",
            ["Database__Secret"] = "only for this run, not for a shop",
            ["users__FirstAdministrator__Email"] = "admin@example.test",
            ["users__FirstAdministrator__Password"] = Password,
            ["users__AccessTokenLifetime"] = "01:00:00",
            // A handful of clients stands for very many: what each of them may do is no limit here. What all may do together is.
            ["Web__RateLimit__PermitsPerSecond"] = "1000000",
            ["Web__RateLimit__Burst"] = "1000000",
            // Where many processes share a few cores, a slow answer is no module that hangs.
            ["Messaging__QueryTimeLimit"] = topology.IsSplit ? "00:00:10" : null,
        };

    /// <param name="run">The run.</param>
    /// <param name="mySql">Whether on MySQL, not on SQLite.</param>
    /// <param name="topology">How the modules are spread; all in one process unless told.</param>
    public static async Task<DataSet> MakeAsync(Run run, bool mySql, Topology? topology = null)
    {
        var set = new DataSet(mySql ? await MariaDbServer.StartAsync() : null, topology ?? Topology.Monolith);
        try
        {
            await set.StartHostAsync();
            await set.FillAsync();
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>A bare API on this set.</summary>
    public Task<Service> StartBareAsync() =>
        Service.StartAsync(folder.FullName, [], BareApi.Ready, typeof(BareApi).Assembly.Location, BareApi.Command, Description, "{url}");

    /// <summary>Lets the bare API take the host's place.</summary>
    public async Task ReplaceHostAsync()
    {
        foreach (var process in Deployment.Processes.ToList())
        {
            await Deployment.LeaveAsync(process);
        }

        bare = await StartBareAsync();
        Host = bare.Target;
    }

    /// <summary>Lets a load go by, and waits until all that it has set off is done.</summary>
    public async Task<Figures> MeasureAsync(Func<Task<LoadResult>> ask)
    {
        var (messages, clock) = (await MessagesAsync(), Stopwatch.StartNew());
        var (processor, servers) = (Host.Processor, Processes.Processor(Servers));
        var load = await ask();
        await DrainAsync();
        var span = clock.Elapsed;
        return new Figures(
            load,
            load.Latencies.Count / span.TotalSeconds,
            (await MessagesAsync() - messages) / span.TotalSeconds,
            Host.Processor - processor,
            Processes.Processor(Servers) - servers
        );
    }

    /// <summary>The bytes of an order by a buyer.</summary>
    public byte[] OrderOf(int client, int number, string path)
    {
        var (id, token) = Buyers[client % Buyers.Count];
        var sku = Skus[(client + number) % Skus.Count];
        // Only the bare API has to be told who orders.
        var user = path.StartsWith("/api/", StringComparison.Ordinal) ? "" : $"\"userId\":\"{id}\",";
        return LeanConnection.Request("POST", path, token, $$"""{{{user}}"lines":[{"sku":"{{sku}}","quantity":1}]}""");
    }

    /// <summary>Places an order and waits until it is confirmed, for the host; the bare API confirms at once.</summary>
    /// <returns>The order's id.</returns>
    public async Task<string> SampleOrderAsync(string path)
    {
        var (id, token) = Buyers[0];
        var user = path.StartsWith("/api/", StringComparison.Ordinal) ? (Guid?)null : id;
        var lines = new[] { new { sku = Skus[0], quantity = 1 } };
        object order = user is null ? new { lines } : new { userId = user, lines };
        var placed = await PostAsync(path, order, token);
        await DrainAsync();
        return placed.GetProperty("id").GetString()!;
    }

    /// <summary>Waits until no order is on its way and, on a server, no message is due. The bare API sends none of those that it writes.</summary>
    public Task DrainAsync() =>
        Eventually.TrueAsync(
            async () =>
                await Database.CountAsync("SELECT COUNT(*) FROM orders.orders WHERE status <> 'Confirmed'") == 0
                && (
                    server is null
                    || bare is not null
                    || await Database.CountAsync(SumOver("outbox", "WHERE due_at <= UTC_TIMESTAMP(6)")) == 0
                ),
            TimeSpan.FromMinutes(2),
            "All orders confirmed"
        );

    public async ValueTask DisposeAsync()
    {
        if (deployment is not null)
        {
            await deployment.DisposeAsync();
        }

        if (bare is not null)
        {
            await bare.DisposeAsync();
        }

        Database.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
    }

    /// <summary>How many messages the modules have received so far.</summary>
    private Task<long> MessagesAsync() => Database.CountAsync(SumOver("inbox", ""));

    private static string SumOver(string table, string where) =>
        "SELECT " + string.Join(" + ", SourceTree.Modules.Select(module => $"(SELECT COUNT(*) FROM {module}.{table} {where})"));

    private async Task StartHostAsync()
    {
        if (server is not null)
        {
            await EmptySchemas.RunAsync(server, Settings);
        }

        deployment = await Deployment.StartAsync(topology, Settings);
        Host = new Target(deployment.Door.BaseAddress, deployment.Door.Http, [.. deployment.Processes.Select(process => process.Id)]);
    }

    private async Task FillAsync()
    {
        Staff = await SignInAsync("admin@example.test");
        using var products = await JsonDocument.ParseAsync(
            await Host.Http.GetStreamAsync(new Uri("/api/catalog/products", UriKind.Relative))
        );
        Skus = [.. products.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sku").GetString()!)];
        foreach (var sku in Skus.SelectMany(sku => Enumerable.Repeat(sku, Receipts)))
        {
            await PostAsync($"/api/inventory/stock/{sku}/receipts", new { quantity = 10_000, reason = "For a measurement" }, Staff);
        }

        for (var number = 0; number < Customers; number++)
        {
            var email = $"customer-{number}@example.test";
            var account = await PostAsync(
                "/api/users/register",
                new
                {
                    email,
                    password = Password,
                    displayName = "Customer",
                },
                null
            );
            var id = account.GetProperty("id").GetGuid();
            var amount = new { amount = "1000000.00", currency = "EUR" };
            await PostAsync(
                "/api/payments/deposits",
                new
                {
                    userId = id,
                    amount,
                    reason = "For a measurement",
                },
                Staff
            );
            Buyers.Add((id, await SignInAsync(email)));
        }
    }

    private async Task<string> SignInAsync(string email) =>
        (await PostAsync("/api/users/sign-in", new { email, password = Password }, null)).GetProperty("accessToken").GetString()!;

    private async Task<JsonElement> PostAsync(string path, object body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Host.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement.Clone()
            : throw new InvalidOperationException($"{path} was answered with {(int)answer.StatusCode}: {text}");
    }
}
