using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Security;

namespace MonolithFirst.Platform.Web;

/// <summary>Turns what was thrown into problem details, and logs what is the host's own fault.</summary>
internal sealed class ProblemHandler(BadRequests badRequests, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer, and nothing is wrong here.
            logger.LogDebug(exception, "The client went away");
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        using var lines = RequestFlow.Resume(httpContext);
        await (await ProblemOfAsync(httpContext, exception)).WriteAsync(httpContext);
        return true;
    }

    private async Task<Problem> ProblemOfAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ProblemException refusal:
                return Problem.Of(refusal);
            case QueryFailedException { Failure: QueryFailure.Refused }:
                return Problem.Of(StatusCodes.Status401Unauthorized);
            case QueryFailedException unanswered:
                logger.LogWarning(unanswered, "{Service} brought no answer", unanswered.ServiceName);
                return Problem.Of(StatusCodes.Status503ServiceUnavailable) with { Code = CodeOf(unanswered.Failure) };
            case SigningKeysUnavailableException:
                return Problem.Of(StatusCodes.Status503ServiceUnavailable);
            case BadHttpRequestException badRequest:
                return await badRequests.ExplainAsync(context, badRequest);
            case DbUpdateConcurrencyException:
                return context.Request.Headers.IfMatch.Count > 0
                    ? Problem.Of(StatusCodes.Status412PreconditionFailed)
                    : new Problem(
                        StatusCodes.Status409Conflict,
                        "concurrency.conflict",
                        "Somebody else changed the same at the same time; read it again and repeat."
                    );
        }

        switch (DatabaseFailures.KindOf(exception))
        {
            case DatabaseFailure.Away:
                logger.LogError(exception, "The database is not available");
                return new Problem(
                    StatusCodes.Status503ServiceUnavailable,
                    "platform.database_unavailable",
                    "The database is not available now; nothing has been changed that was not reported.",
                    RetryAfter: DatabasePause
                );
            case DatabaseFailure.ReadOnly:
                logger.LogError(exception, "The database takes no changes");
                return new Problem(
                    StatusCodes.Status503ServiceUnavailable,
                    "platform.database_read_only",
                    "The database takes no changes now, and nothing has been changed; reading goes on.",
                    RetryAfter: DatabasePause
                );
            case DatabaseFailure.Busy:
                logger.LogWarning(exception, "The database stayed busy");
                return new Problem(
                    StatusCodes.Status503ServiceUnavailable,
                    "platform.database_busy",
                    "Too many changes of the same rows at once; repeat the request."
                );
            case DatabaseFailure.Duplicate:
                logger.LogInformation(exception, "A unique key refused what no rule did");
                return new Problem(StatusCodes.Status409Conflict, "concurrency.duplicate", "Something with this key exists already.");
            case DatabaseFailure.Text:
                logger.LogInformation(exception, "The database refused a text");
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    "validation.failed",
                    "A text of the request has characters that cannot be part of it."
                );
            default:
                logger.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path.Value);
                return Problem.Of(StatusCodes.Status500InternalServerError);
        }
    }

    private static string CodeOf(QueryFailure failure) =>
        failure switch
        {
            QueryFailure.Unreachable => "platform.module_unreachable",
            QueryFailure.TimedOut => "platform.query_timed_out",
            _ => "platform.query_failed",
        };
}
