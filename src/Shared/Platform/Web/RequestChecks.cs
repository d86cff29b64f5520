using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace MonolithFirst.Platform.Web;

/// <summary>Refuses, before an endpoint is at work, what no endpoint of a module takes.</summary>
internal static class RequestChecks
{
    private const int LargestInMemory = 1024 * 1024;

    public static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ModuleMetadata>() is null)
        {
            await next(context);
            return;
        }

        if (StatusOfRefusal(context) is { } status)
        {
            await Problem.Of(status).WriteAsync(context);
            return;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            // Read again only to explain what was wrong with it; in memory, up to what a body may have.
            context.Request.EnableBuffering((int)Math.Min(MaxBodyBytes(context) ?? LargestInMemory, LargestInMemory));
        }

        await next(context);
    }

    private static int? StatusOfRefusal(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBodyBytes(context))
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        if (!IsReadable(context.Request))
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }

        if (!AcceptsAnswer(context))
        {
            return StatusCodes.Status406NotAcceptable;
        }

        // Keys in addresses (ids, SKUs, references) are ASCII, so nothing can be there under another one.
        return context.Request.RouteValues.Values.OfType<string>().Any(value => value.Any(letter => letter is < ' ' or > '~'))
            ? StatusCodes.Status404NotFound
            : null;
    }

    private static long? MaxBodyBytes(HttpContext context) => context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    /// <summary>JSON between systems is UTF-8 (RFC 8259, section 8.1), and nobody unpacks it here.</summary>
    private static bool IsReadable(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.Charset.HasValue
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
    }

    private static bool AcceptsAnswer(HttpContext context)
    {
        var accept = context.Request.Headers.Accept;
        if (accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(accept, out var accepted))
        {
            return true;
        }

        var produced = context
            .GetEndpoint()!
            .Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
            .Where(answer => answer.StatusCode < 300)
            .SelectMany(answer => answer.ContentTypes)
            .Select(type => new MediaTypeHeaderValue(type))
            .ToList();
        // Where the answer has no content, there is nothing to accept.
        return produced.Count == 0
            || produced.Any(type => accepted.Any(range => range.Quality is not 0 && type.IsSubsetOf(WithoutParameters(range))));
    }

    private static MediaTypeHeaderValue WithoutParameters(MediaTypeHeaderValue range) => new(range.MediaType);
}
