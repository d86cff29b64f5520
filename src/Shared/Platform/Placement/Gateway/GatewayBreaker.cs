using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web;
using Polly;
using Polly.CircuitBreaker;

namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>
/// Refuses requests to a module at once while none of them is answered, by the breaker that queries have, and counts them as those are
/// counted. An answer of an instance is an answer, whatever its status: what is wrong with it, the client reads there.
/// </summary>
internal sealed class GatewayBreaker(CallOptions options, CallFiguresCatalog catalog, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Lazy<Circuit>> byModule = new(StringComparer.Ordinal);

    public Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var module = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        var (pipeline, figures) = byModule.GetOrAdd(module, name => new Lazy<Circuit>(() => CircuitOf(name))).Value;
        return figures.CountAsync(() => ForwardAsync(pipeline, context, next));
    }

    private static async Task<CallResult?> ForwardAsync(ResiliencePipeline<CallResult?> pipeline, HttpContext context, RequestDelegate next)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                static async (call, _) =>
                {
                    await call.next(call.context);
                    return ResultOf(ForwardingOutcome.Of(call.context));
                },
                (next, context)
            );
        }
        catch (BrokenCircuitException refused)
        {
            await (Problem.Of(StatusCodes.Status503ServiceUnavailable) with { RetryAfter = refused.RetryAfter }).WriteAsync(context);
            return CallResult.ShortCircuited;
        }
    }

    private Circuit CircuitOf(string module)
    {
        var figures = catalog.Of("/api/" + module);
        var breaker = options.BreakerOf<CallResult?>(
            figures,
            result =>
                result is CallResult.Failed or CallResult.TimedOut
                // A trial that its client broke off has proved nothing.
                || (result is null && figures.Breaker == CircuitState.HalfOpen)
        );
        var pipeline = new ResiliencePipelineBuilder<CallResult?> { TimeProvider = clock }
            .AddCircuitBreaker(breaker)
            .Build();
        return new Circuit(pipeline, figures);
    }

    private static CallResult? ResultOf(Forwarding outcome) =>
        outcome switch
        {
            Forwarding.Answered => CallResult.Succeeded,
            Forwarding.TimedOut => CallResult.TimedOut,
            Forwarding.Unreachable or Forwarding.AnswerLost => CallResult.Failed,
            // Where no instance is known the answer comes at once as it is, and a new one must not wait for the breaker.
            _ => null,
        };

    private sealed record Circuit(ResiliencePipeline<CallResult?> Pipeline, CallFigures Figures);
}
