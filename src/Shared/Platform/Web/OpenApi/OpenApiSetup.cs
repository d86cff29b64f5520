using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace MonolithFirst.Platform.Web.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and the page that shows it at <c>/docs</c>.</summary>
internal static class OpenApiSetup
{
    public const string Address = "/openapi/v1.json";
    private const string Name = "v1";
    private const string DocsAddress = "/docs";

    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        services.AddSingleton<DocumentText>();
        services.AddOpenApi(
            Name,
            options =>
            {
                options.CreateSchemaReferenceId = SchemaNames.Of;
                options.AddSchemaTransformer(
                    (schema, context, _) =>
                    {
                        SchemaRules.Apply(schema, context.JsonTypeInfo.Type);
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(
                    (operation, context, _) =>
                    {
                        var json = context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
                        new OperationRules(context.Description, context.Document!, json).Apply(operation);
                        return Task.CompletedTask;
                    }
                );
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        DocumentRules.Apply(document);
                        return Task.CompletedTask;
                    }
                );
            }
        );
    }

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        open.MapGet(
            Address,
            async (DocumentText document, CancellationToken cancellationToken) =>
                TypedResults.Bytes(await document.ReadAsync(cancellationToken), "application/json")
        );
        open.MapScalarApiReference(
            DocsAddress,
            (page, context) =>
            {
                // The script comes with the package; nothing is asked of any other host, and nothing told to one.
                page.WithTitle("MonolithFirst API")
                    .WithOpenApiRoutePattern(Address)
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideDeveloperTools()
                    .WithDynamicBaseServerUrl();
                var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
                page.WithNonce(nonce);
                context.Response.Headers.ContentSecurityPolicy =
                    $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
                    + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
            }
        );
    }

    /// <summary>The document never changes while the host runs, and making it is work: it is made once.</summary>
    private sealed class DocumentText([FromKeyedServices(Name)] IOpenApiDocumentProvider provider) : IDisposable
    {
        private readonly SemaphoreSlim making = new(1, 1);
        private byte[]? text;

        public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
        {
            if (text is not null)
            {
                return text;
            }

            await making.WaitAsync(cancellationToken);
            try
            {
                return text ??= await MakeAsync(cancellationToken);
            }
            finally
            {
                making.Release();
            }
        }

        public void Dispose() => making.Dispose();

        private async Task<byte[]> MakeAsync(CancellationToken cancellationToken)
        {
            var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
            return System.Text.Encoding.UTF8.GetBytes(
                await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken)
            );
        }
    }
}
