using Microsoft.OpenApi;

namespace MonolithFirst.Platform.Web.OpenApi;

/// <summary>What the document says about all operations together.</summary>
internal static class DocumentRules
{
    public const string Bearer = "bearer";
    public const string ProblemSchema = "Problem";

    private static readonly string[] Superseded = ["ProblemDetails", "HttpValidationProblemDetails", "ValidationProblemDetails"];

    public static void Apply(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MonolithFirst",
            Version = "v1",
            Description =
                "Business modules behind one door. Errors are problem details (RFC 9457) with a stable `code`; unknown fields are refused. "
                + "Lists are paged. Creating takes an `Idempotency-Key`; editing takes `If-Match`. "
                + "`X-Correlation-Id` (1 to 64 letters, digits, dots, underscores or hyphens) is taken over into logs and messages, and "
                + "every answer carries one.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var name in Superseded)
        {
            document.Components.Schemas.Remove(name);
        }

        document.Components.Schemas[ProblemSchema] = Problem();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "The access token that signing in gives.",
        };
    }

    private static OpenApiSchema Problem() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "Problem details (RFC 9457).",
            Required = new HashSet<string> { "type", "title", "status", "detail", "instance", "traceId", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("Identifies the kind of problem: urn:monolithfirst:problem:<code>.", "uri"),
                ["title"] = Text("The status in words."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ["detail"] = Text("What is wrong with this request."),
                ["instance"] = Text("The address that was asked.", "uri-reference"),
                ["traceId"] = Text("Finds the request in the host's logs."),
                ["code"] = Text("The stable code that programs may rely on, for example orders.not_found."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "For bad input: what is wrong, by field.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
                ["faults"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "For bad input: the same one by one, each with a code that programs may rely on.",
                    Items = Fault(),
                },
                ["values"] = Values(),
            },
        };

    private static OpenApiSchema Fault() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "field", "code", "detail" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["field"] = Text("The field that is at fault."),
                ["code"] = Text("The stable code, for example validation.out_of_range."),
                ["detail"] = Text("What is wrong with it."),
                ["values"] = Values(),
            },
        };

    private static OpenApiSchema Values() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "What the detail is about, by name: for clients that say it to their users in other words or another language.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number },
        };

    private static OpenApiSchema Text(string description, string? format = null) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Format = format,
        };
}
