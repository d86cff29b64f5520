using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>Holds answers against what the document says of them.</summary>
internal static class DescribedAnswer
{
    /// <summary>What is wrong with the answer; nothing when it is as described.</summary>
    public static IReadOnlyList<string> FaultsOf(ApiOperation operation, Answer answer)
    {
        if (answer.Status == HttpStatusCode.InternalServerError)
        {
            return ["a 500"];
        }

        if (operation.ResponseOf(answer.Status) is not { } described)
        {
            return [$"the document does not know {(int)answer.Status} here"];
        }

        return [.. HeaderFaults(described, answer), .. BodyFaults(operation.Document, described, answer)];
    }

    private static IEnumerable<string> HeaderFaults(JsonElement described, Answer answer)
    {
        // The document's own description says that every answer carries it.
        if (!answer.Headers.Contains("X-Correlation-Id"))
        {
            yield return "the header X-Correlation-Id is missing";
        }

        foreach (var header in described.TryGetProperty("headers", out var headers) ? headers.EnumerateObject() : [])
        {
            if (!answer.Headers.Contains(header.Name))
            {
                yield return $"the header {header.Name} is missing";
            }
        }
    }

    private static IEnumerable<string> BodyFaults(ApiDocument document, JsonElement described, Answer answer)
    {
        if (!described.TryGetProperty("content", out var contents))
        {
            return answer.Body.Length == 0 ? [] : ["a body where the document has none"];
        }

        var type = answer.ContentHeaders.ContentType?.MediaType ?? "none";
        if (!contents.TryGetProperty(type, out var content))
        {
            return [$"the media type is {type}"];
        }

        var schema = content.GetProperty("schema");
        if (!type.EndsWith("json", StringComparison.Ordinal))
        {
            // A file, of which the document says no more than that.
            return document.Resolved(schema).TryGetProperty("format", out var format) && format.GetString() == "binary"
                ? []
                : [$"{type} is described as {schema}"];
        }

        return SchemaFaults(document, schema, answer.Json, "");
    }

    /// <summary>
    /// The part of JSON Schema that the document uses. Another keyword in it fails, so that nothing is taken for checked that is not.
    /// </summary>
    internal static IEnumerable<string> SchemaFaults(ApiDocument document, JsonElement schema, JsonElement value, string at)
    {
        schema = document.Resolved(schema);
        return schema.EnumerateObject().SelectMany(keyword => KeywordFaults(document, schema, keyword, value, at));
    }

    private static IEnumerable<string> KeywordFaults(
        ApiDocument document,
        JsonElement schema,
        JsonProperty keyword,
        JsonElement value,
        string at
    )
    {
        var rule = keyword.Value;
        switch (keyword.Name)
        {
            case "description" or "examples" or "default":
                return [];
            case "type":
                return IsOfType(rule, value) ? [] : [$"{at} is {value.ValueKind}, not {rule}"];
            case "format":
                return value.ValueKind is JsonValueKind.Null || IsOfFormat(rule.GetString()!, value) ? [] : [$"{at} is no {rule}"];
            case "enum":
                return rule.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)) ? [] : [$"{at} is none of {rule}"];
            case "pattern":
                return Regex.IsMatch(value.GetString()!, rule.GetString()!) ? [] : [$"{at} does not match {rule}"];
            case "required" when value.ValueKind is JsonValueKind.Object:
                return from name in rule.EnumerateArray()
                    where !value.TryGetProperty(name.GetString()!, out _)
                    select $"{at}.{name} is missing";
            case "properties" when value.ValueKind is JsonValueKind.Object:
                return from field in value.EnumerateObject()
                    where rule.TryGetProperty(field.Name, out _)
                    from fault in SchemaFaults(document, rule.GetProperty(field.Name), field.Value, $"{at}.{field.Name}")
                    select fault;
            case "additionalProperties" when value.ValueKind is JsonValueKind.Object:
                return from field in value.EnumerateObject()
                    where !(schema.TryGetProperty("properties", out var known) && known.TryGetProperty(field.Name, out _))
                    from fault in rule.ValueKind is JsonValueKind.False
                        ? [$"{at}.{field.Name} is not described"]
                        : SchemaFaults(document, rule, field.Value, $"{at}.{field.Name}")
                    select fault;
            case "items" when value.ValueKind is JsonValueKind.Array:
                return value.EnumerateArray().SelectMany(item => SchemaFaults(document, rule, item, $"{at}[]"));
            case "oneOf":
                return rule.EnumerateArray().Count(choice => !SchemaFaults(document, choice, value, at).Any()) == 1
                    ? []
                    : [$"{at} is not just one of its choices"];
            case "required" or "properties" or "additionalProperties" or "items":
                return [];
            default:
                return [$"{at} has a schema with {keyword.Name}, which this check must learn"];
        }
    }

    private static bool IsOfType(JsonElement type, JsonElement value) =>
        type.ValueKind is JsonValueKind.Array
            ? type.EnumerateArray().Any(choice => IsOfType(choice, value))
            : type.GetString() switch
            {
                "object" => value.ValueKind is JsonValueKind.Object,
                "array" => value.ValueKind is JsonValueKind.Array,
                "string" => value.ValueKind is JsonValueKind.String,
                "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                "null" => value.ValueKind is JsonValueKind.Null,
                "number" => value.ValueKind is JsonValueKind.Number,
                "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
                _ => false,
            };

    private static bool IsOfFormat(string format, JsonElement value) =>
        format switch
        {
            "int32" => value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out _),
            "double" => value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out _),
            "int64" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
            "uuid" => value.ValueKind is JsonValueKind.String && value.TryGetGuid(out _),
            "date" => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out _),
            "date-time" => value.ValueKind is JsonValueKind.String && value.TryGetDateTime(out var time) && time.Kind is DateTimeKind.Utc,
            "uri" => Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
            "uri-reference" => Uri.TryCreate(value.GetString(), UriKind.RelativeOrAbsolute, out _),
            _ => false,
        };
}
