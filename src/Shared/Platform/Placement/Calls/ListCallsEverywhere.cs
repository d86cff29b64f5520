using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Lists the calls between modules in all processes: what each says of its own, side by side.</summary>
internal sealed class ListCallsEverywhere : IEndpoint
{
    private const string Here = "here";
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet("/calls/everywhere", HandleAsync)
            .WithName("platform_list_calls_everywhere")
            .WithSummary("List the calls between modules, of all processes together");

    private static async Task<Ok<Response>> HandleAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var services = http.RequestServices;
        var figures = services.GetRequiredService<CallFiguresCatalog>();
        var own = services.GetService<InstanceRegistration>()?.Self?.Address;
        var others = await Task.WhenAll(
            OthersOf(services, own).Select(async address => (Address: address, Calls: await CallsAtAsync(address, http, cancellationToken)))
        );
        List<Row> rows = [.. figures.All.Select(call => Row.Of(own?.Authority ?? Here, ListCalls.CallResponse.Of(call.Key, call.Value)))];
        rows.AddRange(others.SelectMany(other => (other.Calls ?? []).Select(call => Row.Of(other.Address.Authority, call))));
        return TypedResults.Ok(
            new Response(
                rows,
                services.GetRequiredService<CallOptions>().BreakerWindow.TotalSeconds,
                [.. others.Where(other => other.Calls is null).Select(other => other.Address.Authority)]
            )
        );
    }

    /// <summary>The other processes: those in the registry; where there is none, those that host what is not hosted here.</summary>
    private static IEnumerable<Uri> OthersOf(IServiceProvider services, Uri? own)
    {
        if (services.GetService<InstanceDirectory>() is not { } directory)
        {
            return [];
        }

        var known = services.GetService<RegistryList>() is { } registry
            ? registry.Last.Where(row => row.Status is InstanceStatus.Up or InstanceStatus.Draining).Select(row => new Uri(row.Address))
            : directory.RemoteModules.SelectMany(directory.InstancesOf).Select(instance => instance.Address);
        return known.Distinct().Where(address => address != own);
    }

    /// <summary>What the process says of its own calls; null where it does not answer.</summary>
    private static async Task<IReadOnlyList<ListCalls.CallResponse>?> CallsAtAsync(
        Uri address,
        HttpContext asked,
        CancellationToken cancellationToken
    )
    {
        var services = asked.RequestServices;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/api/platform/calls"));
            request.OnBehalfOf(asked.Request.Headers.Authorization);
            request.Headers.Add(ServiceCredentials.Header, services.GetRequiredService<ServiceCredentials>().Current());
            using var answer = await services.GetRequiredService<IHttpClientFactory>().CreateClient().SendAsync(request, limit.Token);
            answer.EnsureSuccessStatusCode();
            var json = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            return await answer.Content.ReadFromJsonAsync<IReadOnlyList<ListCalls.CallResponse>>(json, limit.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            services
                .GetRequiredService<ILogger<ListCallsEverywhere>>()
                .LogWarning("The calls of {Address} cannot be read: {Reason}", address, failure.GetBaseException().Message);
            return null;
        }
    }

    /// <param name="Items">The calls, by the process that makes them.</param>
    /// <param name="WindowSeconds">Over how long they were counted.</param>
    /// <param name="Unreachable">Processes that did not answer; their calls are missing here.</param>
    internal sealed record Response(IReadOnlyList<Row> Items, double WindowSeconds, IReadOnlyList<string> Unreachable);

    /// <param name="Caller">The process that asks, by its address.</param>
    /// <param name="ServiceName">What is asked.</param>
    /// <param name="Breaker">Open: calls fail at once. Half open: one tries. None where the module is in the same process.</param>
    /// <param name="InFlight">Calls under way.</param>
    /// <param name="Succeeded">Within the window: answered.</param>
    /// <param name="Failed">No instance, no connection, or an error there.</param>
    /// <param name="TimedOut">No answer within the time limit.</param>
    /// <param name="Refused">More at once than the bulkhead lets through.</param>
    /// <param name="ShortCircuited">Not tried, because the breaker was open.</param>
    /// <param name="P99Milliseconds">The time that 99 of 100 answers took at most.</param>
    internal sealed record Row(
        string Caller,
        string ServiceName,
        ListCalls.BreakerState? Breaker,
        int InFlight,
        int Succeeded,
        int Failed,
        int TimedOut,
        int Refused,
        int ShortCircuited,
        double? P99Milliseconds
    )
    {
        public static Row Of(string caller, ListCalls.CallResponse call) =>
            new(
                caller,
                call.ServiceName,
                call.Breaker,
                call.InFlight,
                call.Succeeded,
                call.Failed,
                call.TimedOut,
                call.Refused,
                call.ShortCircuited,
                call.P99Milliseconds
            );
    }
}
