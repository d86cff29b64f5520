using System.Net;
using System.Net.Http.Json;
using MonolithFirst.Platform.Messaging.Administration;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

public sealed class MessageListBreakerTests
{
    [Fact]
    public async Task Modules_that_are_away_keep_nobody_from_reading_the_messages_of_the_others()
    {
        await using var owners = await Owners.StartAsync(new CallOptions { BreakerMinimumCalls = 4 });
        owners.Do = (instance, _) =>
            instance == "c.test"
                ? Task.FromResult(
                    new HttpResponseMessage(HttpStatusCode.OK)
                    {
                        Content = JsonContent.Create(new PageOfModules<MessageDetails>([], 1, 100, 7, [])),
                    }
                )
                : throw new HttpRequestException("Nobody is there.");

        for (var time = 0; time < 10; time++)
        {
            var page = await owners.MessagesAsync();
            Assert.Equal((7, "sample"), (page.Total, Assert.Single(page.Unreachable)));
        }

        // The breaker of the one that is away is open, so that nobody is kept waiting for it.
        Assert.True(owners.Asked.Count(asked => asked.Instance != "c.test") < 20);
    }
}
