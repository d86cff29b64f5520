using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Yarp.ReverseProxy.Forwarder;

namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>What came of forwarding a request.</summary>
internal enum Forwarding
{
    /// <summary>The instance answered, be it with an error of its own.</summary>
    Answered,

    /// <summary>There was no instance to send it to.</summary>
    NotSent,

    /// <summary>No connection came about, or the instance does not take the gateway for a process of this system: nothing was done.</summary>
    Unreachable,

    /// <summary>The connection broke, or brought what is no answer: whether anything was done is open.</summary>
    AnswerLost,

    /// <summary>The instance kept the gateway waiting for too long: whether anything was done is open.</summary>
    TimedOut,

    /// <summary>The request's own time was over, and client or instance may have taken it.</summary>
    OutOfTime,

    /// <summary>The client went away, or what it sent broke off.</summary>
    BrokenOffByClient,
}

/// <summary>Reads what came of forwarding a request.</summary>
internal static class ForwardingOutcome
{
    /// <summary>Whether the instance is to blame for it; what the client broke off says nothing about the instance.</summary>
    public static bool IsInstancesFault(this Forwarding outcome) =>
        outcome is Forwarding.Unreachable or Forwarding.AnswerLost or Forwarding.TimedOut;

    /// <summary>What came of the last attempt at this request.</summary>
    public static Forwarding Of(HttpContext context)
    {
        var error = context.GetForwarderErrorFeature();
        return error?.Error switch
        {
            null => context.Features.Get<ClosedDoor>() is null ? Forwarding.Answered : Forwarding.Unreachable,
            ForwarderError.NoAvailableDestinations or ForwarderError.RequestCreation => Forwarding.NotSent,
            ForwarderError.Request when IsWithoutConnection(error.Exception) => Forwarding.Unreachable,
            ForwarderError.RequestTimedOut when ConnectTimeout.IsCauseOf(error.Exception) => Forwarding.Unreachable,
            ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout => Forwarding.TimedOut,
            ForwarderError.RequestCanceled
            or ForwarderError.RequestBodyCanceled
            or ForwarderError.ResponseBodyCanceled
            or ForwarderError.UpgradeRequestCanceled
            or ForwarderError.UpgradeResponseCanceled => WhoCancelled(context, error.Error),
            ForwarderError.RequestBodyClient
            or ForwarderError.ResponseBodyClient
            or ForwarderError.UpgradeRequestClient
            or ForwarderError.UpgradeResponseClient => Forwarding.BrokenOffByClient,
            _ => Forwarding.AnswerLost,
        };
    }

    /// <summary>YARP calls it cancelled whoever did it: the client by going away, the request's time limit, or its own for an activity.</summary>
    private static Forwarding WhoCancelled(HttpContext context, ForwarderError error)
    {
        if (context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true)
        {
            // A client that sends its body slowly, or takes the answer slowly, is no fault of the instance.
            return error == ForwarderError.RequestCanceled && !MayHaveBody(context) ? Forwarding.TimedOut : Forwarding.OutOfTime;
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            return Forwarding.BrokenOffByClient;
        }

        // Once the answer has begun, it may be the client that does not take it.
        return context.Response.HasStarted ? Forwarding.OutOfTime : Forwarding.TimedOut;
    }

    /// <summary>Whether the request has a body, as far as is known.</summary>
    public static bool MayHaveBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    private static bool IsWithoutConnection(Exception? failure) =>
        failure
            is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            };
}

/// <summary>Stands with a request that an instance's <see cref="Calls.ServiceDoor"/> has refused.</summary>
internal sealed class ClosedDoor;
