using System.Text.RegularExpressions;
using MonolithFirst.Host.Console.Api;

namespace MonolithFirst.Host.Console.Texts;

/// <summary>
/// Why something was refused or has failed, in the viewer's language: by the code that the API gives, with the values that it names. What
/// the console has no words for, such as a code of a module that is newer, is said as the API says it, which is in English.
/// </summary>
internal sealed partial class FailureWords(Words words)
{
    /// <summary>The reason in the viewer's language; null where there are no words for it, or values are missing that they need.</summary>
    public string? Find(Reason reason)
    {
        if (words.Find("failure." + reason.Code) is not { } sentence)
        {
            return null;
        }

        var isWhole = true;
        var said = Place()
            .Replace(
                sentence,
                place =>
                {
                    var value = ValueOf(reason, place.Groups[1].Value);
                    isWhole &= value is not null;
                    return value ?? "";
                }
            );
        return isWhole ? said : null;
    }

    private string? ValueOf(Reason reason, string name) =>
        name == "field" && reason.Field is { } field ? Label(field) : reason.Values?.GetValueOrDefault(name);

    /// <summary>What forms call a field; of a field inside of others, its own name.</summary>
    private string Label(string field)
    {
        var name = field[(field.LastIndexOf('.') + 1)..];
        return words.Find("field." + name) ?? words.Find("parameter." + name) ?? field;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
