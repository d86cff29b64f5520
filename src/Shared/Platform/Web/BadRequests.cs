using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace MonolithFirst.Platform.Web;

/// <summary>Says in the client's terms, and by field, why a request could not be bound to its endpoint.</summary>
internal sealed partial class BadRequests(IOptions<JsonOptions> json)
{
    private const string InvalidDetail = "The request is not valid; see errors.";

    public async Task<Problem> ExplainAsync(HttpContext context, BadHttpRequestException refused)
    {
        if (refused.StatusCode != StatusCodes.Status400BadRequest)
        {
            return Problem.Of(refused.StatusCode);
        }

        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (refused.InnerException is JsonException or InvalidOperationException)
        {
            return await ExplainBodyAsync(context, endpoint, refused.InnerException);
        }

        if (ParameterName().Match(refused.Message) is { Success: true } named)
        {
            return ExplainParameter(endpoint, named.Groups["name"].Value, refused.Message);
        }

        return refused.Message.StartsWith("Implicit body", StringComparison.Ordinal) ? BodyIsRequired() : Problem.Of(refused.StatusCode);
    }

    public static Problem BodyIsRequired() =>
        new(StatusCodes.Status400BadRequest, "http.body_required", "This request needs a JSON object as its body.");

    private static Problem Invalid(IReadOnlyList<Fault> faults) =>
        new(StatusCodes.Status400BadRequest, "validation.failed", InvalidDetail, Faults: faults);

    private static Problem ExplainParameter(Endpoint? endpoint, string parameter, string message)
    {
        if (message.EndsWith("body.", StringComparison.Ordinal))
        {
            return BodyIsRequired();
        }

        var name = JsonNamingPolicy.CamelCase.ConvertName(parameter);
        var type = endpoint
            ?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .FirstOrDefault(binding => string.Equals(binding.Name, parameter, StringComparison.OrdinalIgnoreCase))
            ?.ParameterInfo.ParameterType;
        return Invalid([
            message.StartsWith("Required", StringComparison.Ordinal)
                ? new Fault(name, "validation.required", $"'{name}' is required.")
                : JsonFaults.NoValue(name, type),
        ]);
    }

    private async Task<Problem> ExplainBodyAsync(HttpContext context, Endpoint? endpoint, Exception failure)
    {
        var requestType = endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var body = await BodyOfAsync(context);
        if (requestType is null || body is null)
        {
            return Malformed(null);
        }

        try
        {
            // Duplicates pass here, because the search below names them.
            using var document = JsonDocument.Parse(
                body.Value,
                new JsonDocumentOptions { MaxDepth = json.Value.SerializerOptions.MaxDepth }
            );
            var faults = new JsonFaults(json.Value.SerializerOptions).Find(document.RootElement, requestType);
            return Invalid(faults.Count > 0 ? faults : [FromPath(failure)]);
        }
        catch (JsonException unreadable)
        {
            return Malformed(unreadable);
        }
    }

    private static Fault FromPath(Exception failure)
    {
        var path = (failure as JsonException)?.Path?.TrimStart('$').TrimStart('.');
        return new Fault(string.IsNullOrEmpty(path) ? "body" : path, "validation.not_accepted", "This is not what is expected here.");
    }

    private static Problem Malformed(JsonException? unreadable) =>
        new(
            StatusCodes.Status400BadRequest,
            "http.malformed_json",
            unreadable?.LineNumber is null
                ? "The body is not well-formed JSON in UTF-8."
                : $"The body is not well-formed JSON in UTF-8: line {unreadable.LineNumber + 1}, byte {unreadable.BytePositionInLine + 1}."
        );

    private static async Task<ReadOnlyMemory<byte>?> BodyOfAsync(HttpContext context)
    {
        if (!context.Request.Body.CanSeek)
        {
            return null;
        }

        context.Request.Body.Position = 0;
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        var bytes = copy.ToArray();
        return bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsMemory(3) : bytes;
    }

    [GeneratedRegex("^(Failed to bind|Required) parameter \"[^\"]* (?<name>\\w+)\"")]
    private static partial Regex ParameterName();
}
