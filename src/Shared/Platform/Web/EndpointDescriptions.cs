using Microsoft.AspNetCore.Builder;

namespace MonolithFirst.Platform.Web;

/// <summary>An example of a request's body, shown in the OpenAPI document.</summary>
internal sealed record RequestExample(object Body);

/// <summary>Statuses by which an endpoint refuses, beyond those that follow from its shape.</summary>
internal sealed record RefusalStatuses(IReadOnlyList<int> Statuses);

/// <summary>Marks endpoints that edit under the condition of <c>If-Match</c>.</summary>
internal sealed class IfMatchMetadata;

/// <summary>Marks endpoints whose answer carries an <c>ETag</c>.</summary>
internal sealed class ETagMetadata;

/// <summary>What an endpoint says about itself in the OpenAPI document where its signature cannot.</summary>
public static class EndpointDescriptions
{
    /// <summary>Shows an example of the request's body. Every endpoint that takes a body gives one.</summary>
    public static RouteHandlerBuilder WithExample<TRequest>(this RouteHandlerBuilder endpoint, TRequest body)
        where TRequest : notnull => endpoint.WithMetadata(new RequestExample(body));

    /// <summary>
    /// Declares refusals that do not follow from the endpoint's shape: 409 for a state that does not allow it, 422 for a rule of the
    /// business. What follows from it (400, 401, 403, 404, 413, 415, 429, 500, 503) is in the document already.
    /// </summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        endpoint.WithMetadata(new RefusalStatuses(statuses));

    /// <summary>Declares that the endpoint calls <see cref="ETags.IfMatch"/>, and answers with the new <c>ETag</c>.</summary>
    public static RouteHandlerBuilder TakesIfMatch(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new IfMatchMetadata(), new ETagMetadata());

    /// <summary>Declares that the answer carries an <c>ETag</c> (<see cref="ETags.SetETag"/>).</summary>
    public static RouteHandlerBuilder GivesETag(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new ETagMetadata());

    /// <summary>
    /// Declares that strangers try secrets here (sign-in and the like): a stricter limit on the rate, by address. Anonymous POSTs are
    /// limited like this without being told.
    /// </summary>
    public static RouteHandlerBuilder LimitAttempts(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new AttemptsMetadata());
}

/// <summary>Marks endpoints where strangers try secrets.</summary>
internal sealed class AttemptsMetadata;
