using System.Net;

namespace MonolithFirst.Host.Console.Api;

/// <summary>One reason why something was refused or has failed, as the API says it.</summary>
/// <param name="Code">The stable code; null where there is none.</param>
/// <param name="Detail">A sentence in English.</param>
/// <param name="Values">What the sentence is about, by name.</param>
/// <param name="Field">The field that is at fault, if it is one.</param>
public sealed record Reason(string? Code, string Detail, IReadOnlyDictionary<string, string>? Values = null, string? Field = null);

/// <summary>The API refused, or did not answer.</summary>
public sealed class ApiException(HttpStatusCode status, string? code, IReadOnlyList<Reason> reasons)
    : Exception(string.Join(' ', reasons.Select(reason => reason.Detail)))
{
    /// <summary>The status; 503 where there was no answer.</summary>
    public HttpStatusCode Status => status;

    /// <summary>The problem's stable code.</summary>
    public string? Code => code;

    /// <summary>What is wrong: each fault of a field, where fields are at fault.</summary>
    public IReadOnlyList<Reason> Reasons => reasons;
}
