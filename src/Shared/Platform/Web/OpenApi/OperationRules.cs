using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace MonolithFirst.Platform.Web.OpenApi;

/// <summary>Completes an operation by what follows from its shape and what its endpoint declares.</summary>
internal sealed class OperationRules(ApiDescription endpoint, OpenApiDocument document, JsonSerializerOptions json)
{
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    public void Apply(OpenApiOperation operation)
    {
        var isOpen = Has<IAllowAnonymous>();
        operation.Security = isOpen
            ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentRules.Bearer, document)] = [] }];
        DescribeParameters(operation);
        DescribeBody(operation);
        operation.Responses ??= [];
        foreach (var status in Refusals(operation, isOpen))
        {
            operation.Responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = RefusalOf(status);
        }

        DescribeHeaders(operation);
    }

    private T? Find<T>()
        where T : class => endpoint.ActionDescriptor.EndpointMetadata.OfType<T>().LastOrDefault();

    private bool Has<T>()
        where T : class => Find<T>() is not null;

    private void DescribeParameters(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
        {
            DescribePaging(parameter);
        }

        if (Has<IdempotentMetadata>())
        {
            operation.Parameters.Add(
                Header(
                    IdempotencyKey.Header,
                    "A key of your choice, new for each intent. The same key and body give the first answer again, whatever was lost on the way; "
                        + "with another body it is refused with 422.",
                    "5f0c8f5e-2b6f-4a57-9d3e-0f8a5a6f4c11",
                    isRequired: false,
                    IdempotencyKey.MaxLength
                )
            );
        }

        if (Has<IfMatchMetadata>())
        {
            operation.Parameters.Add(
                Header(
                    "If-Match",
                    "The ETag of what was read, so that nobody's change is overwritten unseen; * for any.",
                    "\"3\"",
                    isRequired: true
                )
            );
        }
    }

    private static void DescribePaging(OpenApiParameter parameter)
    {
        if (parameter is not { In: ParameterLocation.Query, Schema: OpenApiSchema schema })
        {
            return;
        }

        switch (parameter.Name)
        {
            case "page":
                (parameter.Description, schema.Minimum, schema.Default) = ("The page, from 1.", "1", 1);
                break;
            case "pageSize":
                (parameter.Description, schema.Minimum, schema.Maximum, schema.Default) = (
                    "Rows a page.",
                    "1",
                    Paging.MaxPageSize.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    Paging.UsualPageSize
                );
                break;
            case "sort":
                parameter.Description ??= "A field of the rows, with a minus in front for descending.";
                break;
        }
    }

    private void DescribeBody(OpenApiOperation operation)
    {
        if (operation.RequestBody is OpenApiRequestBody body && Find<RequestExample>() is { } example)
        {
            var text = JsonSerializer.SerializeToNode(example.Body, example.Body.GetType(), json);
            foreach (var content in body.Content?.Values ?? [])
            {
                content.Example = text?.DeepClone();
            }
        }
    }

    private SortedSet<int> Refusals(OpenApiOperation operation, bool isOpen)
    {
        var hasBody = operation.RequestBody is not null;
        var statuses = new SortedSet<int> { 429, 500, 503 };
        statuses.UnionWith(
            operation.Responses!.Keys.Select(key => int.TryParse(key, out var status) ? status : 0).Where(status => status >= 400)
        );
        statuses.UnionWith(endpoint.ActionDescriptor.EndpointMetadata.OfType<RefusalStatuses>().SelectMany(declared => declared.Statuses));
        AddIf(hasBody || operation.Parameters is { Count: > 0 }, 400);
        AddIf(!isOpen, 401, 403);
        AddIf(operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) == true, 404);
        AddIf(hasBody, 413, 415);
        AddIf(Has<IfMatchMetadata>(), 412, 428);
        AddIf(Has<IdempotentMetadata>(), 422);
        AddIf(operation.Responses.Any(response => response.Value.Content?.Keys.Any(type => type != ProblemJson) == true), 406);
        return statuses;

        void AddIf(bool applies, params int[] more)
        {
            if (applies)
            {
                statuses.UnionWith(more);
            }
        }
    }

    private OpenApiResponse RefusalOf(int status)
    {
        var response = new OpenApiResponse
        {
            Description = ReasonPhrases.GetReasonPhrase(status),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ProblemJson] = new() { Schema = new OpenApiSchemaReference(DocumentRules.ProblemSchema, document) },
            },
        };
        if (status is 429 or 503)
        {
            AddHeader(response, "Retry-After", "Seconds to wait before asking again.");
        }

        if (status is 401)
        {
            AddHeader(response, "WWW-Authenticate", "How to authenticate.");
        }

        return response;
    }

    private void DescribeHeaders(OpenApiOperation operation)
    {
        foreach (var (status, response) in operation.Responses!)
        {
            if (response is not OpenApiResponse answer)
            {
                continue;
            }

            if (status is "201" or "202")
            {
                AddHeader(answer, "Location", "The address of what was made, or is to be watched.");
            }

            if (status.StartsWith('2') && Has<ETagMetadata>())
            {
                AddHeader(answer, "ETag", "The version; send it in If-Match to edit.");
            }
        }
    }

    private static void AddHeader(OpenApiResponse response, string name, string description)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }

    private static OpenApiParameter Header(string name, string description, string example, bool isRequired, int? maxLength = null) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Required = isRequired,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = maxLength },
            Example = JsonValue.Create(example),
        };
}
