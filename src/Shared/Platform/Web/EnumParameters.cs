using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace MonolithFirst.Platform.Web;

/// <summary>
/// Takes enums in routes and query strings as they are written in JSON: by their names in camelCase, and by nothing else. ASP.NET Core
/// itself would ask for the C# spelling, and take any number for one.
/// </summary>
internal static class EnumParameters
{
    public static Task ReadAsync(HttpContext context, RequestDelegate next)
    {
        foreach (var parameter in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
            if (type.IsEnum)
            {
                Read(context.Request, NameOf(parameter), type);
            }
        }

        return next(context);
    }

    private static void Read(HttpRequest request, string parameter, Type type)
    {
        if (request.RouteValues.TryGetValue(parameter, out var segment))
        {
            request.RouteValues[parameter] = NameOf(type, parameter, segment?.ToString());
        }
        else if (request.Query.TryGetValue(parameter, out var value) && !StringValues.IsNullOrEmpty(value))
        {
            var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
            query[parameter] = NameOf(type, parameter, value.Count == 1 ? value[0] : null);
            request.Query = new QueryCollection(query);
        }
    }

    private static string NameOf(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.GetCustomAttributes(true).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name;

    private static string NameOf(Type type, string parameter, string? text)
    {
        return Array.Find(Enum.GetNames(type), name => JsonNamingPolicy.CamelCase.ConvertName(name) == text)
            ?? throw ProblemException.Invalid([JsonFaults.NoValue(JsonNamingPolicy.CamelCase.ConvertName(parameter), type)]);
    }
}
