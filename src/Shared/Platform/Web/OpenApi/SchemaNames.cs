using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace MonolithFirst.Platform.Web.OpenApi;

/// <summary>
/// Names of schemas. Every use case calls its own types Request and Response, and by their simple names, which are the library's usual
/// choice, they would be taken for one another: <c>OrdersPlaceOrderRequest</c> is module, use case and type.
/// </summary>
internal static class SchemaNames
{
    private const string Product = "MonolithFirst.";
    private static readonly string[] Shared = ["Platform", "Abstractions"];

    /// <summary>The name, or null for what is written where it is used, such as text and numbers.</summary>
    public static string? Of(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : NameOf(type.Type);

    private static string NameOf(Type type)
    {
        // Whether it may be null is said where it is used.
        type = Nullable.GetUnderlyingType(type) ?? type;
        var name = type.Name.Split('`')[0];
        if (type.IsGenericType)
        {
            var of = name.EndsWith("Of", StringComparison.Ordinal) ? name : name + "Of";
            return of + string.Concat(type.GetGenericArguments().Select(NameOf));
        }

        for (var outer = type.DeclaringType; outer is not null; outer = outer.DeclaringType)
        {
            name = outer.Name + name;
        }

        return ModuleOf(type) + name;
    }

    private static string ModuleOf(Type type)
    {
        var assembly = type.Assembly.GetName().Name ?? "";
        var module = assembly.StartsWith(Product, StringComparison.Ordinal) ? assembly[Product.Length..].Split('.')[0] : "";
        return Shared.Contains(module) ? "" : module;
    }
}
