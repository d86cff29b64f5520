using System.Text.RegularExpressions;

namespace MonolithFirst.Notifications.Domain;

/// <summary>Text with placeholders such as <c>{{day}}</c>. Values are plain text: what looks like a placeholder in one is left as it is.</summary>
internal static partial class TemplateText
{
    /// <summary>Whether every pair of braces is a placeholder.</summary>
    public static bool IsWellFormed(string text)
    {
        var rest = Placeholder().Replace(text, "");
        return !rest.Contains("{{", StringComparison.Ordinal) && !rest.Contains("}}", StringComparison.Ordinal);
    }

    /// <summary>Puts the values in place of the placeholders.</summary>
    /// <exception cref="UndeliverableException">The text uses a placeholder for which there is no value.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Placeholder()
            .Replace(
                text,
                match =>
                    values.TryGetValue(match.Groups[1].Value, out var value)
                        ? value
                        : throw new UndeliverableException(
                            $"The template uses {{{{{match.Groups[1].Value}}}}}, which has no value. There are: {string.Join(", ", values.Keys.Order())}."
                        )
            );

    [GeneratedRegex(@"\{\{\s*([A-Za-z][A-Za-z0-9]{0,63})\s*\}\}")]
    private static partial Regex Placeholder();
}

/// <summary>A notification cannot be delivered, however often it is tried. The message is for staff.</summary>
internal sealed class UndeliverableException : Exception
{
    /// <inheritdoc cref="UndeliverableException" />
    public UndeliverableException(string message)
        : base(message) { }

    /// <inheritdoc cref="UndeliverableException" />
    public UndeliverableException(string message, Exception innerException)
        : base(message, innerException) { }
}
