namespace MonolithFirst.Abstractions;

/// <summary>
/// What a query's callers get when the owner brings no answer: unreachable, too slow, or failed. Only for questions where an old or
/// empty answer is better than none; wherever the owner lives.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FallbackAnswerAttribute(string json) : Attribute
{
    /// <summary>The answer, as JSON.</summary>
    public string Json { get; } = json;
}
