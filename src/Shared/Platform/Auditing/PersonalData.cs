using System.Text.Json;
using System.Text.Json.Nodes;

namespace MonolithFirst.Platform.Auditing;

/// <summary>Keeps personal data and secrets out of what administrators are shown.</summary>
internal static class PersonalData
{
    private static readonly HashSet<string> Personal = new(StringComparer.OrdinalIgnoreCase)
    {
        "email",
        "phoneNumber",
        "displayName",
        "address",
        // What a template is filled with: names, and in reports those of others.
        "values",
    };

    // Also as parts of longer names: newPassword, refreshToken.
    private static readonly string[] Secret = ["password", "token", "secret", "hash"];

    /// <summary>The JSON with the values of such fields replaced; what is no JSON only by its length.</summary>
    public static JsonNode? Masked(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            var payload = JsonNode.Parse(json);
            Mask(payload);
            return payload;
        }
        catch (JsonException)
        {
            // Came over a broker from somebody who is not of this system; who knows what is in it.
            return JsonValue.Create($"No JSON, {json.Length} characters.");
        }
    }

    private static void Mask(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Mask(item);
            }
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                if (value is not null && IsToBeMasked(name))
                {
                    fields[name] = "***";
                }
                else
                {
                    Mask(value);
                }
            }
        }
    }

    private static bool IsToBeMasked(string name) =>
        Personal.Contains(name) || Array.Exists(Secret, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
