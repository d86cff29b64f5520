using Microsoft.AspNetCore.Http;

namespace MonolithFirst.Platform.Web;

/// <summary>
/// Refuses what was asked, for a reason that the client can act on. The platform answers with problem details (RFC 9457); nothing
/// is saved. Domain types throw it too: a rule says its refusal where it stands.
/// </summary>
public sealed class ProblemException : Exception
{
    private ProblemException(int status, string code, string detail)
        : base(detail)
    {
        Status = status;
        Code = code;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The stable code, <c>module.reason</c>, that clients may rely on.</summary>
    public string Code { get; }

    /// <summary>What the sentence is about, by name, for clients that say it in other words; null where that is nothing.</summary>
    public IReadOnlyDictionary<string, object>? Values { get; private set; }

    /// <summary>For bad input: all that is wrong.</summary>
    public IReadOnlyList<Fault>? Faults { get; private init; }

    /// <summary>404: there is nothing of this kind that the caller may see.</summary>
    public static ProblemException NotFound(string code, string detail) => new(StatusCodes.Status404NotFound, code, detail);

    /// <summary>409: the state of the resource does not allow it.</summary>
    public static ProblemException Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);

    /// <summary>422: well-formed, but a rule of the business refuses it.</summary>
    public static ProblemException Unprocessable(string code, string detail) => new(StatusCodes.Status422UnprocessableEntity, code, detail);

    /// <summary>400: a field is wrong in a way that only the handler can see.</summary>
    /// <param name="field">The field in camelCase.</param>
    /// <param name="code">The stable code of what is wrong, <c>validation.reason</c>.</param>
    /// <param name="error">What is wrong, in a sentence.</param>
    /// <param name="values">What the sentence is about.</param>
    public static ProblemException Invalid(
        string field,
        string code,
        string error,
        params ReadOnlySpan<(string Name, object Value)> values
    ) => Invalid([Fault.Of(field, code, error, values)]);

    /// <summary>400: several fields are wrong.</summary>
    public static ProblemException Invalid(IReadOnlyList<Fault> faults) =>
        new(StatusCodes.Status400BadRequest, "validation.failed", "The request is not valid; see errors.") { Faults = faults };

    /// <summary>401: the caller is not signed in, or what it presents does not prove who it is.</summary>
    public static ProblemException Unauthorized(string code, string detail) => new(StatusCodes.Status401Unauthorized, code, detail);

    /// <summary>403: the caller is known, and not allowed.</summary>
    public static ProblemException Forbidden(string code, string detail) => new(StatusCodes.Status403Forbidden, code, detail);

    /// <summary>412: the resource has changed since the caller read it.</summary>
    public static ProblemException Stale() =>
        new(StatusCodes.Status412PreconditionFailed, "concurrency.stale", "It has changed since it was read; read it again.");

    /// <summary>Any other status.</summary>
    public static ProblemException Of(int status, string code, string detail) => new(status, code, detail);

    /// <summary>Names the values that the sentence is about: a client that says it in other words needs them.</summary>
    public ProblemException With(params ReadOnlySpan<(string Name, object Value)> values)
    {
        Values = NamedValues.Of(values);
        return this;
    }
}
