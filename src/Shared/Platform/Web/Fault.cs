namespace MonolithFirst.Platform.Web;

/// <summary>
/// One thing that is wrong with one field of a request: a sentence for the client's author, and beside it a stable code with the values
/// that the sentence is about, from which a client says the same to its users, in whatever language they read.
/// </summary>
/// <param name="Field">The field in camelCase, as a path where it is inside of another.</param>
/// <param name="Code">The stable code, <c>validation.reason</c>.</param>
/// <param name="Detail">What is wrong, in a sentence.</param>
/// <param name="Values">What the sentence is about, by name; null where that is nothing but the field.</param>
public sealed record Fault(string Field, string Code, string Detail, IReadOnlyDictionary<string, object>? Values = null)
{
    /// <summary>The same with the values as they are named on the spot.</summary>
    public static Fault Of(string field, string code, string detail, params ReadOnlySpan<(string Name, object Value)> values) =>
        new(field, code, detail, NamedValues.Of(values));
}

/// <summary>Values by their names in camelCase.</summary>
internal static class NamedValues
{
    /// <summary>Null where there are none, so that nothing is written of them.</summary>
    public static IReadOnlyDictionary<string, object>? Of(ReadOnlySpan<(string Name, object Value)> values)
    {
        if (values.IsEmpty)
        {
            return null;
        }

        var byName = new Dictionary<string, object>();
        foreach (var (name, value) in values)
        {
            byName[name] = value;
        }

        return byName;
    }
}
