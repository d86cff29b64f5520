using System.Globalization;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Messaging.Administration;

/// <summary>Reads the messages of modules in other processes, on behalf of the administrator who asks for all of them.</summary>
internal sealed class MessagesElsewhere(
    Role role,
    IHttpClientFactory clients,
    IOptions<JsonOptions> json,
    ILogger<MessagesElsewhere> logger
)
{
    private const string Path = "/api/platform/messages";

    /// <summary>What the list of a module goes by: they would share a breaker otherwise, and those that are away close it for all.</summary>
    public static string ServiceOf(string module) => module + "_list_messages";

    /// <summary>The first rows of every module elsewhere; of one that cannot be reached, its name.</summary>
    /// <param name="asked">The administrator's request, whose filters hold there as well.</param>
    /// <param name="module">Of this module alone.</param>
    /// <param name="rows">How many rows of each.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<MessagePage> FirstAsync(HttpContext asked, string? module, int rows, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(
            role.Remote.Where(name => module is null || name == module)
                .Select(async name => (Module: name, List: await FirstOfAsync(asked, name, rows, cancellationToken)))
        );
        return new MessagePage(
            [.. lists.SelectMany(list => list.List?.Items ?? [])],
            1,
            rows,
            lists.Sum(list => list.List?.Total ?? 0),
            [.. lists.Where(list => list.List is null).Select(list => list.Module)]
        );
    }

    private async Task<MessagePage?> FirstOfAsync(HttpContext asked, string module, int rows, CancellationToken cancellationToken)
    {
        var items = new List<MessageDetails>();
        try
        {
            for (var page = 1; ; page++)
            {
                var list = await PageAsync(asked, module, page, cancellationToken);
                items.AddRange(list.Items);
                if (list.Items.Count < Paging.MaxPageSize || items.Count >= rows)
                {
                    return list with { Items = [.. items.Take(rows)] };
                }
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("The messages of {ModuleName} cannot be read: {Reason}", module, failure.GetBaseException().Message);
            return null;
        }
    }

    private async Task<MessagePage> PageAsync(HttpContext asked, string module, int page, CancellationToken cancellationToken)
    {
        var query = new QueryBuilder(asked.Request.Query.Where(part => part.Key is "status" or "service" or "sort"))
        {
            { "module", module },
            { "page", page.ToString(CultureInfo.InvariantCulture) },
            { "pageSize", Paging.MaxPageSize.ToString(CultureInfo.InvariantCulture) },
        };
        using var request = ModuleHttpClient.RequestTo(module, HttpMethod.Get, Path + query, ServiceOf(module), cancellationToken);
        request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, asked.Request.Headers.Authorization.ToString());
        using var response = await clients.CreateClient(ModuleHttpClient.Name).SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<MessagePage>(json.Value.SerializerOptions, cancellationToken))!;
    }
}

/// <summary>A page of messages.</summary>
/// <param name="Items">The messages of this page.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="PageSize">The most messages a page has.</param>
/// <param name="Total">Messages on all pages together.</param>
/// <param name="Unreachable">Modules whose messages could not be read now, and are missing here.</param>
public sealed record MessagePage(
    IReadOnlyList<MessageDetails> Items,
    int Page,
    int PageSize,
    long Total,
    IReadOnlyList<string> Unreachable
);
