using System.Text.Json;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Reporting.Domain;

/// <summary>Why there is no file: a sentence, and for whoever says it in other words a stable code and what the sentence is about.</summary>
internal sealed record RunFailure(string Code, string Sentence, IReadOnlyDictionary<string, object>? Values = null)
{
    /// <summary>What went wrong is in the log; the run says that it did.</summary>
    public static RunFailure Logged { get; } = new("reporting.run_failed", "The report failed. It has been logged under the run's id.");

    public string? ValuesAsJson => Values is null ? null : JsonSerializer.Serialize(Values);

    public static RunFailure NeverFinished(int attempts) =>
        new(
            "reporting.run_never_finished",
            $"It was begun {attempts} times, and never finished.",
            new Dictionary<string, object> { ["attempts"] = attempts }
        );

    /// <summary>The report itself refuses.</summary>
    public static RunFailure Of(ProblemException refusal) => new(refusal.Code, refusal.Message, refusal.Values);
}
