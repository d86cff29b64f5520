using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MonolithFirst.Abstractions;

namespace MonolithFirst.Platform.Web;

/// <summary>
/// Finds all that keeps a JSON body from being a request, field by field. The serializer stops at the first fault and words it in
/// .NET's terms; this runs only after it has refused.
/// </summary>
internal sealed class JsonFaults(JsonSerializerOptions options)
{
    private const int MaxFaults = 50;
    private const int MaxNameLength = 60;

    private readonly List<Fault> faults = [];

    public IReadOnlyList<Fault> Find(JsonElement body, Type type)
    {
        Check(body, type, "");
        return faults;
    }

    /// <summary>A value that is none of its type, in a client's words.</summary>
    public static Fault NoValue(string field, Type? type)
    {
        // A parameter that may be given several times is at fault in one of its values.
        type = type is { IsArray: true } ? type.GetElementType() : type;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        var (code, values) = type switch
        {
            { IsEnum: true } => ("validation.not_one_of", NamedValues.Of([("choices", string.Join(", ", NamesOf(type)))])),
            _ when type == typeof(Guid) => ("validation.not_an_id", null),
            _ when type == typeof(DateOnly) => ("validation.not_a_day", null),
            _ when type == typeof(int) || type == typeof(long) => ("validation.not_a_whole_number", null),
            _ => ("validation.not_accepted", null),
        };
        return new Fault(field, code, $"'{field}' is {NounOf(type)}.", values);
    }

    private static IEnumerable<string> NamesOf(Type type) => Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName);

    private static string NounOf(Type? type) =>
        type switch
        {
            null => "not a value of the kind expected here",
            { IsEnum: true } => "one of " + string.Join(", ", NamesOf(type)),
            _ when type == typeof(string) || type == typeof(char) => "a text of whole Unicode characters",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(Guid) => "a UUID",
            _ when type == typeof(DateTime) || type == typeof(DateTimeOffset) => "a time as in RFC 3339, such as 2026-01-31T09:30:00Z",
            _ when type == typeof(DateOnly) => "a date, such as 2026-01-31",
            _ when type == typeof(decimal) || type == typeof(double) || type == typeof(float) => "a number",
            _ when type == typeof(int) => $"a whole number from {int.MinValue} to {int.MaxValue}",
            _ when type == typeof(long) => $"a whole number from {long.MinValue} to {long.MaxValue}",
            _ when type.IsPrimitive => "a whole number",
            _ => "not a value of the kind expected here",
        };

    /// <summary>
    /// The serializer lets null into lists whatever their element's type says. No request of ours means anything by it, so it is refused
    /// before a handler meets it.
    /// </summary>
    public static void RefuseNullInLists(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var lists = type
            .Properties.Where(property => property.Get is not null && property.PropertyType != typeof(string))
            .Where(property => property.PropertyType.IsAssignableTo(typeof(IEnumerable)))
            .ToList();
        if (lists.Count > 0)
        {
            type.OnDeserialized = read =>
            {
                foreach (var list in lists)
                {
                    if (list.Get!(read) is IEnumerable items && items.Cast<object?>().Contains(null))
                    {
                        throw new JsonException($"'{list.Name}' contains null.");
                    }
                }
            };
        }
    }

    private void Check(JsonElement element, Type type, string path)
    {
        if (faults.Count >= MaxFaults)
        {
            return;
        }

        var info = options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        if (info is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null })
        {
            CheckObject(element, info, path);
        }
        else if (info is { Kind: JsonTypeInfoKind.Enumerable, ElementType: not null })
        {
            CheckList(element, info.ElementType, path);
        }
        else
        {
            CheckValue(element, info, path);
        }
    }

    private void CheckObject(JsonElement element, JsonTypeInfo info, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(path, "validation.not_accepted", "is an object");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in element.EnumerateObject())
        {
            var name = NameOf(field);
            var fieldPath = path.Length == 0 ? Clip(name) : $"{path}.{Clip(name)}";
            var property = info.Properties.FirstOrDefault(known => known.Name == name);
            if (property is null)
            {
                Add(fieldPath, "validation.unknown_field", "is not a field of this request");
            }
            else if (!seen.Add(name))
            {
                Add(fieldPath, "validation.repeated_field", "stands there twice");
            }
            else if (field.Value.ValueKind != JsonValueKind.Null)
            {
                Check(field.Value, property.PropertyType, fieldPath);
            }
            else if (!MayBeNull(property))
            {
                Add(fieldPath, "validation.required", "must not be null");
            }
        }

        foreach (var missing in info.Properties.Where(property => IsRequired(property) && !seen.Contains(property.Name)))
        {
            Add(path.Length == 0 ? missing.Name : $"{path}.{missing.Name}", "validation.required", "is required");
        }
    }

    private void CheckList(JsonElement element, Type itemType, string path)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            Add(path, "validation.not_accepted", "is a list");
            return;
        }

        var at = 0;
        foreach (var item in element.EnumerateArray())
        {
            var itemPath = $"{path}[{at++}]";
            if (item.ValueKind == JsonValueKind.Null)
            {
                Add(itemPath, "validation.required", "must not be null");
            }
            else
            {
                Check(item, itemType, itemPath);
            }
        }
    }

    private void CheckValue(JsonElement element, JsonTypeInfo info, string path)
    {
        try
        {
            element.Deserialize(info);
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            // Converters of ours explain themselves; the serializer's own explain .NET.
            var explains =
                refused is JsonException
                && info.Converter.GetType().Namespace?.StartsWith("MonolithFirst", StringComparison.Ordinal) == true;
            var fault = NoValue(FieldOf(path), info.Type);
            faults.Add(
                !explains ? fault
                : info.Type == typeof(Money) ? fault with { Code = "validation.not_money", Detail = refused.Message }
                : fault with { Detail = refused.Message }
            );
        }
    }

    private void Add(string path, string code, string fault) => faults.Add(new Fault(FieldOf(path), code, $"'{FieldOf(path)}' {fault}."));

    private static string FieldOf(string path) => path.Length == 0 ? "body" : path;

    private static bool MayBeNull(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null || (!property.PropertyType.IsValueType && property.IsSetNullable);

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in the name.
            return "?";
        }
    }

    private static string Clip(string name) => name.Length <= MaxNameLength ? name : name[..MaxNameLength];
}
