using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Placement.Calls;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

/// <summary>With a real connection that does not come about: what the client throws then is no exception of HTTP.</summary>
public sealed class ConnectTimeoutTests
{
    [Fact]
    public async Task Where_no_connection_comes_about_in_time_the_other_instance_is_asked()
    {
        using var full = new FullListener();
        await full.FillAsync();
        using var wire = new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromMilliseconds(100) });
        await using var owners = await Owners.StartAsync();
        owners.Do = (_, token) => wire.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"http://{full.EndPoint}"), token);
        Assert.Equal([nameof(QueryFailure.Unreachable)], await owners.AskAsync(1));
        Assert.Equal(2, owners.Asked.Count);
        Assert.Equal([1, 1], owners.SuccessiveFailures);
        Assert.Equal(new CallCounts(0, 1, 0, 0, 0, null), owners.Figures.Counts());

        owners.Do = (_, token) =>
            owners.Asked.Count % 2 == 1
                ? wire.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"http://{full.EndPoint}"), token)
                : Task.FromResult(Owners.Answer());
        Assert.Equal([nameof(DeliveryOutcome.Handled)], await owners.AskAsync(1));
    }
}
