using Microsoft.AspNetCore.Http;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>
/// Answers where an instance did not, in the words that the one process with all modules has for it: a client cannot see that a module
/// lives elsewhere, and the OpenAPI document holds.
/// </summary>
internal static class GatewayAnswers
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var outcome = ForwardingOutcome.Of(context);
        if (outcome == Forwarding.BrokenOffByClient && context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        else if (ProblemOf(outcome) is { } problem)
        {
            await problem.WriteAsync(context);
        }
    }

    private static Problem? ProblemOf(Forwarding outcome) =>
        outcome switch
        {
            Forwarding.NotSent or Forwarding.Unreachable => Problem.Of(StatusCodes.Status503ServiceUnavailable),
            Forwarding.TimedOut or Forwarding.OutOfTime => RequestTimeLimit.Exceeded,
            Forwarding.AnswerLost => new Problem(
                StatusCodes.Status503ServiceUnavailable,
                "platform.answer_lost",
                "The part of the system that answers this broke off. Whether it was done is open: ask, or repeat it with its Idempotency-Key."
            ),
            _ => null,
        };
}
