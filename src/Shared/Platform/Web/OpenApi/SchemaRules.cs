using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using MonolithFirst.Abstractions;

namespace MonolithFirst.Platform.Web.OpenApi;

/// <summary>Schemas of types whose JSON their .NET shape does not show.</summary>
internal static class SchemaRules
{
    public static void Apply(OpenApiSchema schema, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Money))
        {
            DescribeMoney(schema);
        }
        else if (type.IsEnum)
        {
            // A field that may be null is described as null or one of these: were null one of them, null would be both, and so neither.
            schema.Type = JsonSchemaType.String;
            schema.Enum = schema.Enum?.Where(value => value?.GetValueKind() == JsonValueKind.String).ToList();
        }
    }

    private static void DescribeMoney(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Description = "An amount with exactly as many digits as its currency has, and the currency.";
        schema.Required = new HashSet<string> { "amount", "currency" };
        schema.AdditionalPropertiesAllowed = false;
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["amount"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = @"^-?\d+(\.\d+)?$",
                Examples = [JsonValue.Create("12.34")],
            },
            ["currency"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^[A-Z]{3}$",
                Description = "ISO 4217",
                Examples = [JsonValue.Create("EUR")],
            },
        };
    }
}
