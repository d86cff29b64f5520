using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
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
    /// <param name="asked">The administrator's request.</param>
    /// <param name="filter">Which of them, and in which order.</param>
    /// <param name="rows">How many rows of each.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<MessagePage> FirstAsync(HttpContext asked, MessageFilter filter, int rows, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(
            role.Remote.Where(name => filter.Module is null || name == filter.Module)
                .Select(async name =>
                    (Module: name, List: await FirstOfAsync(asked, filter with { Module = name }, rows, cancellationToken))
                )
        );
        return new MessagePage(
            [.. lists.SelectMany(list => list.List?.Items ?? [])],
            1,
            rows,
            lists.Sum(list => list.List?.Total ?? 0),
            [.. lists.Where(list => list.List is null).Select(list => list.Module)]
        );
    }

    private async Task<MessagePage?> FirstOfAsync(HttpContext asked, MessageFilter filter, int rows, CancellationToken cancellationToken)
    {
        var items = new List<MessageDetails>();
        try
        {
            for (var page = 1; ; page++)
            {
                var list = await PageAsync(asked, filter, page, cancellationToken);
                items.AddRange(list.Items);
                if (list.Items.Count < Paging.MaxPageSize || items.Count >= rows)
                {
                    return list with { Items = [.. items.Take(rows)] };
                }
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("The messages of {ModuleName} cannot be read: {Reason}", filter.Module, failure.GetBaseException().Message);
            return null;
        }
    }

    private async Task<MessagePage> PageAsync(HttpContext asked, MessageFilter filter, int page, CancellationToken cancellationToken)
    {
        var module = filter.Module!;
        var query = new QueryBuilder(filter.Query())
        {
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

/// <summary>Which messages, and in which order.</summary>
/// <param name="Status">Only those that stand so.</param>
/// <param name="Module">Only those of this module.</param>
/// <param name="Service">Only those of this service name.</param>
/// <param name="Sort">How they are sorted.</param>
internal sealed record MessageFilter(MessageStatus? Status, string? Module, string? Service, string? Sort)
{
    /// <summary>As a client writes it, which is not how a host's own endpoint reads it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Query()
    {
        var status = Status is { } wanted ? JsonNamingPolicy.CamelCase.ConvertName(wanted.ToString()) : null;
        (string Name, string? Value)[] all = [("status", status), ("module", Module), ("service", Service), ("sort", Sort)];
        return from part in all where part.Value is not null select KeyValuePair.Create(part.Name, part.Value);
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
