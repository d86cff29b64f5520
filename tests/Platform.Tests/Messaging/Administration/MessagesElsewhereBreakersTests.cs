using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MonolithFirst.Platform.Messaging.Administration;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Calls;

namespace MonolithFirst.Platform.Tests.Messaging.Administration;

public sealed class MessagesElsewhereBreakersTests : HttpMessageHandler, IHttpClientFactory
{
    private readonly ConcurrentBag<string> services = [];

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    [Fact]
    public async Task Every_module_has_a_breaker_and_a_bulkhead_of_its_own()
    {
        var elsewhere = new MessagesElsewhere(
            new Role(IsGateway: true, IsOneOfSeveral: true, ["near", "far"]),
            this,
            Options.Create(new JsonOptions()),
            NullLogger<MessagesElsewhere>.Instance
        );
        await elsewhere.FirstAsync(new DefaultHttpContext(), null, 20, TestContext.Current.CancellationToken);
        Assert.Equal(["platform_list_messages_far", "platform_list_messages_near"], services.Order());
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(ModuleHttpClient.Service, out var service);
        services.Add(service!);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
    }
}
