using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Net.Http.Headers;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Platform.Security;
using Polly;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>
/// The HTTP client for calls to modules in other processes. A request names its service; each service name has its own breaker and
/// bulkhead, and each attempt goes to an instance that the load balancer chooses.
/// </summary>
internal static class ModuleHttpClient
{
    public const string Name = "modules";

    internal static readonly HttpRequestOptionsKey<string> Service = new("service");
    internal static readonly HttpRequestOptionsKey<string> Module = new("module");
    internal static readonly HttpRequestOptionsKey<CancellationToken> Caller = new("caller");

    /// <summary>Reads an attempt's answer, and throws <see cref="HttpRequestException"/> where it is none.</summary>
    internal static readonly HttpRequestOptionsKey<Func<HttpResponseMessage, CancellationToken, Task>> Reader = new("reader");

    /// <summary>A request to whichever instance of the module the load balancer chooses.</summary>
    /// <param name="module">The module.</param>
    /// <param name="method">The method.</param>
    /// <param name="pathAndQuery">What to ask it.</param>
    /// <param name="service">The service name whose time limit, breaker and bulkhead hold.</param>
    /// <param name="caller">The caller's patience; when that ends, nothing is to be blamed on the instance.</param>
    public static HttpRequestMessage RequestTo(
        string module,
        HttpMethod method,
        string pathAndQuery,
        string service,
        CancellationToken caller
    )
    {
        var request = new HttpRequestMessage(method, new Uri("http://" + module + pathAndQuery));
        request.Options.Set(Module, module);
        request.Options.Set(Service, service);
        request.Options.Set(Caller, caller);
        return request;
    }

    /// <summary>Has the request go out on a user's behalf: the other process checks the token by itself.</summary>
    /// <param name="request">The request.</param>
    /// <param name="authorization">What the user sent as <c>Authorization</c>; null where no user stands behind the request.</param>
    public static HttpRequestMessage OnBehalfOf(this HttpRequestMessage request, string? authorization)
    {
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, authorization);
        }

        return request;
    }

    /// <summary>Whether the owner works, and refuses the user's token (RFC 6750, section 3.1) that came along.</summary>
    public static bool IsRefusalOfUser(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Unauthorized
        && response.Headers.WwwAuthenticate.Any(challenge =>
            challenge.Parameter?.Contains("invalid_token", StringComparison.Ordinal) == true
        );

    /// <summary>Whether it counts against the module: processes of one system have no reason to be refused by one another.</summary>
    public static bool IsFailure(HttpResponseMessage response) => !response.IsSuccessStatusCode && !IsRefusalOfUser(response);

    public static void AddModuleHttpClient(this IServiceCollection services, CallOptions options, MessagingOptions messaging)
    {
        services.AddSingleton<UserToken>();
        services.AddTransient<CountedCalls>();
        services.AddTransient<InstanceChoice>();
        var client = services
            .AddHttpClient(Name, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .UseSocketsHttpHandler(
                (handler, _) =>
                {
                    handler.UseProxy = false;
                    handler.UseCookies = false;
                    handler.AllowAutoRedirect = false;
                    handler.ConnectTimeout = options.ConnectTimeLimit;
                    handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        client.AddHttpMessageHandler<CountedCalls>();
        client
            .AddResilienceHandler(
                "calls",
                (pipeline, context) => Configure(pipeline, context.InstanceName, context.ServiceProvider, options, messaging)
            )
            .SelectPipelineBy(_ => request => request.Options.TryGetValue(Service, out var service) ? service : "");
        client.AddHttpMessageHandler<InstanceChoice>();
    }

    /// <summary>From the outside in: what is counted by the breaker, the time for all attempts, the bulkhead, and the attempts.</summary>
    private static void Configure(
        ResiliencePipelineBuilder<HttpResponseMessage> pipeline,
        string service,
        IServiceProvider services,
        CallOptions options,
        MessagingOptions messaging
    )
    {
        var limit = messaging.TimeLimitOf(service);
        pipeline.TimeProvider = services.GetRequiredService<TimeProvider>();
        pipeline
            .AddCircuitBreaker(
                options.BreakerOf<HttpResponseMessage>(services.GetRequiredService<CallFiguresCatalog>().Of(service), IsFailure)
            )
            .AddTimeout(limit)
            .AddConcurrencyLimiter(options.MaxConcurrent, options.MaxQueued);
        if (options.Retries > 0)
        {
            pipeline.AddRetry(
                new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = options.Retries,
                    Delay = TimeSpan.Zero,
                    // It says when to ask the same instance again, and the next attempt is for another.
                    ShouldRetryAfterHeader = false,
                    ShouldHandle = attempt => ValueTask.FromResult(IsWorthAnotherInstance(attempt.Outcome)),
                }
            );
            pipeline.AddTimeout(options.ShareOf(limit));
        }
    }

    // What failed in the owner's handler fails in another instance as well.
    private static bool IsWorthAnotherInstance(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or Polly.Timeout.TimeoutRejectedException
        || outcome.Result is { StatusCode: >= HttpStatusCode.BadGateway and <= HttpStatusCode.GatewayTimeout };
}

/// <summary>Counts calls, all attempts and the breaker's refusals included.</summary>
internal sealed class CountedCalls(CallFiguresCatalog figures) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(ModuleHttpClient.Service, out var service);
        return figures
            .Of(service!)
            .CountAsync(() => base.SendAsync(request, cancellationToken), ModuleHttpClient.IsFailure, cancellationToken);
    }
}

/// <summary>Sends each attempt to an instance of the module, never twice to the same while there is another, and with a fresh credential.</summary>
internal sealed class InstanceChoice(
    InstanceDirectory directory,
    LoadBalancer balancer,
    InstanceStatisticsCatalog statistics,
    ServiceCredentials credentials,
    CallOptions options,
    MessagingOptions messaging
) : DelegatingHandler
{
    // Timers are not exact.
    private const double AlmostAll = 0.9;

    private static readonly HttpRequestOptionsKey<HashSet<string>> Tried = new("tried");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(ModuleHttpClient.Module, out var module);
        if (!request.Options.TryGetValue(Tried, out var tried))
        {
            request.Options.Set(Tried, tried = new HashSet<string>(StringComparer.Ordinal));
        }

        var instances = directory.InstancesOf(module!);
        var instance =
            balancer.Choose(module!, instances, tried)
            ?? balancer.Choose(module!, instances)
            ?? throw new HttpRequestException(HttpRequestError.ConnectionError, $"No instance of module {module} is known.");
        tried.Add(instance.Id);
        request.RequestUri = new Uri(instance.Address, request.RequestUri!.PathAndQuery);
        request.Headers.Remove(ServiceCredentials.Header);
        request.Headers.Add(ServiceCredentials.Header, credentials.Current());
        var response = await SendToAsync(instance, request, cancellationToken);
        if (request.Options.TryGetValue(ModuleHttpClient.Reader, out var reader))
        {
            try
            {
                await reader(response, cancellationToken);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }

        return response;
    }

    /// <summary>Sends it, and notes how the instance behaves.</summary>
    private async Task<HttpResponseMessage> SendToAsync(Instance instance, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var call = statistics.Begin(instance);
        try
        {
            var response = await AnswerAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // Overloaded, or without its database: others may be better off.
                call.Failed();
            }
            else
            {
                call.Succeeded();
            }

            return response;
        }
        catch (HttpRequestException)
        {
            call.Failed();
            throw;
        }
        catch (OperationCanceledException late) when (ConnectTimeout.IsCauseOf(late))
        {
            call.Failed();
            throw new HttpRequestException(HttpRequestError.ConnectionError, "no connection came about in time.", late);
        }
        catch (OperationCanceledException)
            when (!request.Options.TryGetValue(ModuleHttpClient.Caller, out var caller) || !caller.IsCancellationRequested)
        {
            // Cancelled by a time limit and not by the caller: the instance hangs, unless most of the time had been spent waiting for a turn.
            request.Options.TryGetValue(ModuleHttpClient.Service, out var service);
            if (call.Elapsed >= options.ShareOf(messaging.TimeLimitOf(service!)) * AlmostAll)
            {
                call.Failed();
            }

            throw;
        }
    }

    /// <summary>The answer with its body: what hangs in the middle of it is to meet the time limits as well.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
