using System.Globalization;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>
/// Reads the platform's lists (messages, audit records) of modules in other processes, on behalf of the administrator who asks for all
/// of them.
/// </summary>
internal sealed class ListsElsewhere(Role role, IHttpClientFactory clients, IOptions<JsonOptions> json, ILogger<ListsElsewhere> logger)
{
    /// <summary>The lists that there are, as their paths below <c>/api/platform</c> name them.</summary>
    public static readonly IReadOnlyList<string> Names = ["messages", "audit"];

    /// <summary>What the list of a module goes by: they would share a breaker otherwise, and those that are away close it for all.</summary>
    public static string ServiceOf(string module, string list) => $"{module}_list_{list}";

    /// <summary>The first rows of every module elsewhere; of one that cannot be reached, its name.</summary>
    /// <param name="asked">The administrator's request.</param>
    /// <param name="list">One of <see cref="Names"/>.</param>
    /// <param name="filter">Which of them, and in which order; as a client writes it, null for what is not said.</param>
    /// <param name="only">The one module to read; null for all.</param>
    /// <param name="rows">How many rows of each.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PageOfModules<T>> FirstAsync<T>(
        HttpContext asked,
        string list,
        IReadOnlyList<(string Name, string? Value)> filter,
        string? only,
        int rows,
        CancellationToken cancellationToken
    )
    {
        var lists = await Task.WhenAll(
            role.Remote.Where(name => only is null || name == only)
                .Select(async name => (Module: name, List: await FirstOfAsync<T>(asked, name, list, filter, rows, cancellationToken)))
        );
        return new PageOfModules<T>(
            [.. lists.SelectMany(part => part.List?.Items ?? [])],
            1,
            rows,
            lists.Sum(part => part.List?.Total ?? 0),
            [.. lists.Where(part => part.List is null).Select(part => part.Module)]
        );
    }

    private async Task<PageOfModules<T>?> FirstOfAsync<T>(
        HttpContext asked,
        string module,
        string list,
        IReadOnlyList<(string Name, string? Value)> filter,
        int rows,
        CancellationToken cancellationToken
    )
    {
        var items = new List<T>();
        try
        {
            for (var page = 1; ; page++)
            {
                var found = await PageAsync<T>(asked, module, list, filter, page, cancellationToken);
                items.AddRange(found.Items);
                if (found.Items.Count < Paging.MaxPageSize || items.Count >= rows)
                {
                    return found with { Items = [.. items.Take(rows)] };
                }
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("{List} of {ModuleName} cannot be read: {Reason}", list, module, failure.GetBaseException().Message);
            return null;
        }
    }

    private async Task<PageOfModules<T>> PageAsync<T>(
        HttpContext asked,
        string module,
        string list,
        IReadOnlyList<(string Name, string? Value)> filter,
        int page,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryBuilder(from part in filter where part.Value is not null select KeyValuePair.Create(part.Name, part.Value))
        {
            { "module", module },
            { "page", page.ToString(CultureInfo.InvariantCulture) },
            { "pageSize", Paging.MaxPageSize.ToString(CultureInfo.InvariantCulture) },
        };
        using var request = ModuleHttpClient
            .RequestTo(module, HttpMethod.Get, $"/api/platform/{list}{query}", ServiceOf(module, list), cancellationToken)
            .OnBehalfOf(asked.Request.Headers.Authorization);
        using var response = await clients.CreateClient(ModuleHttpClient.Name).SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<PageOfModules<T>>(json.Value.SerializerOptions, cancellationToken))!;
    }
}
