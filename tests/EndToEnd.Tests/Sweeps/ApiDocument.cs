using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>The host's OpenAPI document, as far as sweeps read it.</summary>
internal sealed class ApiDocument
{
    private readonly JsonElement document;

    private ApiDocument(JsonElement document)
    {
        this.document = document;
        Operations =
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            orderby path.Name, operation.Name
            select new ApiOperation(this, operation.Name.ToUpperInvariant(), path.Name, operation.Value),
        ];
    }

    /// <summary>Every operation, by path and method.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; }

    public static async Task<ApiDocument> OfAsync(HostFixtureOf host) =>
        new((await host.Anonymous.GetAsync("/openapi/v1.json")).MustBe(HttpStatusCode.OK).Json);

    /// <summary>The schema itself, where one refers to another place of the document.</summary>
    public JsonElement Resolved(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, part) => at.GetProperty(part));
        }

        return schema;
    }
}

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">Where it stands: <c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Schema">Its schema, resolved.</param>
internal sealed record ApiParameter(string Name, string In, bool IsRequired, JsonElement Schema)
{
    public bool IsId => Schema.TryGetProperty("format", out var format) && format.GetString() == "uuid";
}

/// <summary>An operation of the document.</summary>
internal sealed class ApiOperation(ApiDocument document, string method, string path, JsonElement operation)
{
    public string Method => method;

    /// <summary>The template, such as <c>/api/orders/{id}</c>.</summary>
    public string Path => path;

    /// <summary>How tests name it: method and template.</summary>
    public string Name => $"{method} {path}";

    public IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        .. from parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : []
        select new ApiParameter(
            parameter.GetProperty("name").GetString()!,
            parameter.GetProperty("in").GetString()!,
            parameter.TryGetProperty("required", out var required) && required.GetBoolean(),
            document.Resolved(parameter.GetProperty("schema"))
        ),
    ];

    /// <summary>The schema of the body, resolved; null where there is none.</summary>
    public JsonElement? BodySchema => JsonBody is { } body ? document.Resolved(body.GetProperty("schema")) : null;

    /// <summary>The document's example of a body; null where there is none.</summary>
    public JsonElement? BodyExample => JsonBody?.GetProperty("example");

    public ApiDocument Document => document;

    private JsonElement? JsonBody =>
        operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").GetProperty("application/json") : null;

    /// <summary>What is said of an answer with this status; null when nothing is.</summary>
    public JsonElement? ResponseOf(HttpStatusCode status) =>
        operation.GetProperty("responses").TryGetProperty(((int)status).ToString(null as IFormatProvider), out var response)
            ? response
            : null;

    /// <inheritdoc />
    public override string ToString() => Name;
}
