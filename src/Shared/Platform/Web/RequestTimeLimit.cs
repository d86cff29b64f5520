using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace MonolithFirst.Platform.Web;

/// <summary>How long requests may take, and what is answered to those that took longer.</summary>
internal static class RequestTimeLimit
{
    public static readonly Problem Exceeded = new(
        StatusCodes.Status503ServiceUnavailable,
        "platform.request_timed_out",
        "This took longer than a request may take. Whether it was done is open: ask, or repeat it with its Idempotency-Key."
    );

    public static RequestTimeoutPolicy Policy(WebOptions options) =>
        new() { Timeout = options.RequestTimeLimit, WriteTimeoutResponse = Exceeded.WriteAsync };
}
