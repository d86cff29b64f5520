using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ServiceDiscovery;
using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Administration;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Tests.Messaging;
using MonolithFirst.Platform.Tests.Messaging.Broker;
using MonolithFirst.Platform.Web;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

/// <summary>
/// Two instances, <c>a.test</c> and <c>b.test</c>, of a module elsewhere, and one, <c>c.test</c>, of another, which do as a test says; the way
/// to them as the platform puts it together; and a clock that stands until it is moved.
/// </summary>
internal sealed class Owners : IAsyncDisposable
{
    private const string Register = """
        [
          { "name": "sample", "owner": "tests", "purpose": "Try the platform." },
          { "name": "elsewhere", "owner": "tests", "purpose": "Be another one." }
        ]
        """;
    public const string Service = "sample_count_notes";
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ServiceProvider services;

    private Owners(CallOptions options)
    {
        var messaging = new MessagingOptions();
        var placement = new PlacementOptions { Calls = options };
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("Services:sample:http:0", "http://a.test"),
                    new("Services:sample:http:1", "http://b.test"),
                    new("Services:elsewhere:http:0", "http://c.test"),
                ])
                .Build()
        );
        collection.AddServiceDiscoveryCore().AddConfigurationServiceEndpointProvider();
        var catalog = ModuleCatalog.Compose(
            ModuleRegister.Parse(Register),
            [typeof(SampleModule).Assembly, ElsewhereModule.Assembly],
            "none"
        );
        collection.AddSingleton(catalog);
        collection.AddSingleton(Role.Of(catalog, placement, hasBroker: true));
        collection.AddSingleton(placement);
        collection.AddSingleton(messaging);
        collection.AddSingleton(new InstanceStatisticsCatalog(placement.LoadBalancing, Clock));
        collection.AddSingleton(provider => new LoadBalancer(
            placement.LoadBalancing,
            provider.GetRequiredService<InstanceStatisticsCatalog>(),
            Clock
        ));
        collection.AddSingleton<InstanceDirectory>();
        collection.AddSingleton(new ServiceCredentials([new string('s', ServiceCredentials.ShortestSecret)], new SecurityOptions(), Clock));
        collection.AddSingleton<IHttpContextAccessor, HttpContextAccessor>();
        collection.AddSingleton(options);
        collection.AddSingleton<CallFiguresCatalog>();
        collection.AddModuleHttpClient(options, messaging);
        collection.AddHttpClient(ModuleHttpClient.Name).ConfigurePrimaryHttpMessageHandler(() => new Wire(this));
        collection.AddSingleton<IQueryCarrier, HttpQueryCarrier>();
        collection.AddSingleton<RemoteQueries>();
        collection.AddSingleton<ListsElsewhere>();
        services = collection.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new();

    /// <summary>What the instance of that name does.</summary>
    public Func<string, CancellationToken, Task<HttpResponseMessage>> Do { get; set; } = (_, _) => Task.FromResult(Answer());

    /// <summary>The instances that were asked, in turn.</summary>
    public ConcurrentQueue<(string Instance, HttpRequestMessage Request)> Asked { get; } = new();

    public CallFigures Figures => services.GetRequiredService<CallFiguresCatalog>().Of(Service);

    /// <summary>Reads the messages of both modules.</summary>
    public Task<PageOfModules<MessageDetails>> MessagesAsync() =>
        services
            .GetRequiredService<ListsElsewhere>()
            .FirstAsync<MessageDetails>(new DefaultHttpContext(), "messages", [], null, 5, CancellationToken.None)
            .WaitAsync(Patience, CancellationToken.None);

    public IReadOnlyList<int> SuccessiveFailures =>
        [
            .. services
                .GetRequiredService<InstanceDirectory>()
                .InstancesOf("sample")
                .Select(instance => services.GetRequiredService<InstanceStatisticsCatalog>().Of(instance).SuccessiveFailures),
        ];

    public static async Task<Owners> StartAsync(CallOptions? options = null)
    {
        var owners = new Owners(options ?? new CallOptions());
        await owners.services.GetRequiredService<InstanceDirectory>().StartAsync(CancellationToken.None);
        Assert.Equal(2, owners.SuccessiveFailures.Count);
        return owners;
    }

    public static HttpResponseMessage Answer(DeliveryOutcome outcome = DeliveryOutcome.Handled) =>
        new(outcome == DeliveryOutcome.Handled ? HttpStatusCode.OK : HttpStatusCode.InternalServerError)
        {
            Content = JsonContent.Create(new DeliveryReceipt(outcome, """{"notes":1}""")),
        };

    public Task<DeliveryReceipt> AskAsync() => AskUntilAsync(CancellationToken.None);

    /// <summary>Asks until the caller breaks off.</summary>
    public Task<DeliveryReceipt> AskUntilAsync(CancellationToken cancellationToken) =>
        services
            .GetRequiredService<RemoteQueries>()
            .AskAsync(new Delivery(Guid.CreateVersion7(), Service, "", "sample", new Dictionary<string, string>(), "{}"), cancellationToken)
            .WaitAsync(Patience, CancellationToken.None);

    /// <summary>Asks a number of times, one after the other, and says how each ended.</summary>
    public async Task<List<string>> AskAsync(int times)
    {
        var ends = new List<string>();
        for (var time = 0; time < times; time++)
        {
            ends.Add(await EndOf(AskAsync()));
        }

        return ends;
    }

    public static async Task<string> EndOf(Task<DeliveryReceipt> asking)
    {
        try
        {
            return (await asking).Outcome.ToString();
        }
        catch (QueryFailedException failure)
        {
            return failure.Failure.ToString();
        }
        catch (OperationCanceledException)
        {
            return "BrokenOff";
        }
    }

    /// <summary>Asks, and breaks off when an instance has been asked.</summary>
    public async Task<string> BrokenOffAsync()
    {
        using var patience = new CancellationTokenSource();
        var asking = AskUntilAsync(patience.Token);
        await Eventually.TrueAsync(() => Asked.Count == 1, Patience);
        await patience.CancelAsync();
        return await EndOf(asking);
    }

    /// <summary>What an instance does that hangs.</summary>
    public static async Task<HttpResponseMessage> HangAsync(string instance, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Answer();
    }

    public async ValueTask DisposeAsync()
    {
        await services.GetRequiredService<InstanceDirectory>().StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }

    private sealed class Wire(Owners owners) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var name = request.RequestUri!.Host;
            owners.Asked.Enqueue((name, request));
            return owners.Do(name, cancellationToken);
        }
    }
}
