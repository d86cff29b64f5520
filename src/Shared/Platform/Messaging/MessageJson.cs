using System.Text.Json;
using System.Text.Json.Serialization;

namespace MonolithFirst.Platform.Messaging;

/// <summary>How contracts are written to the wire, and read tolerantly: unknown fields are ignored, missing ones keep their default.</summary>
public static class MessageJson
{
    /// <summary>The options of every message, query and answer.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Writes a contract.</summary>
    public static string Write(object contract, Type type) => JsonSerializer.Serialize(contract, type, Options);

    /// <summary>Reads a contract.</summary>
    /// <exception cref="JsonException">The text is not the contract, or is null.</exception>
    public static object Read(string json, Type type) =>
        JsonSerializer.Deserialize(json, type, Options) ?? throw new JsonException($"A {type.Name} was expected, not null.");
}
