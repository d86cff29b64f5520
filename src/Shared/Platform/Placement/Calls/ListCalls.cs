using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Web;
using Polly.CircuitBreaker;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Lists the calls from this process to modules, here and elsewhere: what came of them lately, and their breakers.</summary>
internal sealed class ListCalls : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet("/calls", Handle)
            .WithName("platform_list_calls")
            .WithSummary("List the calls from this process to modules, with their breakers");

    private static Ok<IReadOnlyList<CallResponse>> Handle(CallFiguresCatalog figures) =>
        TypedResults.Ok<IReadOnlyList<CallResponse>>([.. figures.All.Select(call => CallResponse.Of(call.Key, call.Value))]);

    /// <param name="ServiceName">What is asked.</param>
    /// <param name="Breaker">Open: calls fail at once. Half open: one tries. None where the module is in the same process.</param>
    /// <param name="InFlight">Calls under way.</param>
    /// <param name="Succeeded">Within the breaker's window: answered.</param>
    /// <param name="Failed">No instance, no connection, or an error there.</param>
    /// <param name="TimedOut">No answer within the time limit.</param>
    /// <param name="Refused">More at once than the bulkhead lets through.</param>
    /// <param name="ShortCircuited">Not tried, because the breaker was open.</param>
    /// <param name="P99Milliseconds">The time that 99 of 100 answers took at most.</param>
    internal sealed record CallResponse(
        string ServiceName,
        BreakerState? Breaker,
        int InFlight,
        int Succeeded,
        int Failed,
        int TimedOut,
        int Refused,
        int ShortCircuited,
        double? P99Milliseconds
    )
    {
        public static CallResponse Of(string service, CallFigures figures)
        {
            var counts = figures.Counts();
            return new CallResponse(
                service,
                figures.Breaker switch
                {
                    null => null,
                    CircuitState.Closed => BreakerState.Closed,
                    CircuitState.HalfOpen => BreakerState.HalfOpen,
                    _ => BreakerState.Open,
                },
                figures.InFlight,
                counts.Succeeded,
                counts.Failed,
                counts.TimedOut,
                counts.Refused,
                counts.ShortCircuited,
                counts.P99Milliseconds
            );
        }
    }

    internal enum BreakerState
    {
        Closed,
        Open,
        HalfOpen,
    }
}
