using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MonolithFirst.Platform.Messaging.Administration;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

/// <summary>The messages of two modules elsewhere, <c>near</c> and <c>far</c>, whose processes answer page by page.</summary>
public sealed class ListsElsewhereTests : IHttpClientFactory
{
    private static readonly MessageFilter Everything = new(null, null, null);

    private readonly Dictionary<string, int> waiting = new() { ["near"] = 250, ["far"] = 3 };
    private readonly ConcurrentQueue<HttpRequestMessage> asked = new();
    private readonly HashSet<string> away = [];

    public HttpClient CreateClient(string name) => new(new Processes(this));

    [Fact]
    public async Task The_first_rows_of_every_module_are_read_over_as_many_pages_as_it_takes()
    {
        var found = await FirstAsync(Everything, rows: 220);

        Assert.Equal(223, found.Items.Count);
        Assert.Equal(253, found.Total);
        Assert.Empty(found.Unreachable);
        Assert.Equal(Enumerable.Range(0, 220), found.Items.Where(row => row.Module == "near").Select(row => row.Attempts));
        Assert.Equal(["1", "2", "3"], asked.Where(request => request.RequestUri!.Host == "near").Select(request => Query(request)["page"]));
    }

    [Fact]
    public async Task The_administrators_token_and_filters_go_along_and_the_page_does_not()
    {
        await FirstAsync(new MessageFilter(MessageStatus.Parked, "far_move", "-at"), rows: 20, only: "far");

        var request = Assert.Single(asked);
        Assert.Equal("Bearer of-an-administrator", request.Headers.Authorization!.ToString());
        var query = Query(request);
        Assert.Equal(
            ("far", "parked", "far_move", "-at", "1"),
            (query["module"], query["status"], query["service"], query["sort"], query["page"])
        );
    }

    [Fact]
    public async Task A_module_that_cannot_be_reached_is_named_and_hides_nothing_of_the_others()
    {
        away.Add("near");

        var found = await FirstAsync(Everything, rows: 20);

        Assert.Equal(["near"], found.Unreachable);
        Assert.Equal(3, found.Items.Count);
        Assert.Equal(3, found.Total);
    }

    private Task<PageOfModules<MessageDetails>> FirstAsync(MessageFilter filter, int rows, string? only = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = "Bearer of-an-administrator";
        var elsewhere = new ListsElsewhere(
            new Role(IsGateway: true, IsOneOfSeveral: true, ["near", "far"]),
            this,
            Options.Create(new JsonOptions()),
            NullLogger<ListsElsewhere>.Instance
        );
        return elsewhere.FirstAsync<MessageDetails>(http, "messages", filter.Query(), only, rows, TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, string> Query(HttpRequestMessage request) =>
        QueryHelpers.ParseQuery(request.RequestUri!.Query).ToDictionary(part => part.Key, part => part.Value.ToString());

    private static MessageDetails Row(string module, int number) =>
        new(
            Guid.CreateVersion7(),
            module,
            MessageStatus.Parked,
            "far_move",
            "near",
            module,
            number,
            DateTime.UtcNow,
            null,
            null,
            null,
            null
        );

    private sealed class Processes(ListsElsewhereTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test.asked.Enqueue(request);
            var query = Query(request);
            var module = query["module"];
            var (page, size) = (Number(query["page"]), Number(query["pageSize"]));
            var rows = Enumerable.Range(0, test.waiting[module]).Skip((page - 1) * size).Take(size).Select(number => Row(module, number));
            return test.away.Contains(module)
                ? throw new HttpRequestException("Nobody is there.")
                : Task.FromResult(
                    new HttpResponseMessage(HttpStatusCode.OK)
                    {
                        Content = JsonContent.Create(new PageOfModules<MessageDetails>([.. rows], page, size, test.waiting[module], [])),
                    }
                );
        }

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
