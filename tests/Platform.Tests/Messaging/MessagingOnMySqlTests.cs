using System.Globalization;
using System.Security.Cryptography;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Messaging;

public sealed class MessagingOnMySqlTests : MessagingTests
{
    private MariaDbServer server = null!;
    private Dictionary<string, string?> settings = null!;

    [Fact]
    public async Task Two_instances_share_the_work_and_none_handles_what_the_other_holds()
    {
        const int Messages = 200;
        await using var other = await SampleHost.StartAsync(settings);

        await Task.WhenAll(
            Enumerable
                .Range(0, Messages)
                .Select(number => (number % 2 == 0 ? Host : other).CommitAsync(context => context.Send(new WriteNote("shared"))))
        );

        await Eventually.TrueAsync(
            async () => await Host.NotesAsync("shared", "event") == Messages,
            what: "all messages of both instances"
        );
        await Host.OutboxIsEmptyAsync();
        Assert.Equal(Messages, await Host.NotesAsync("shared", "command"));
        Assert.Equal(Messages, Host.Probe.Handled.Count + other.Probe.Handled.Count);
        Assert.NotEmpty(Host.Probe.Handled);
        Assert.NotEmpty(other.Probe.Handled);
    }

    [Fact]
    public async Task A_poison_message_is_not_tried_more_often_because_there_are_more_instances()
    {
        await using var other = await SampleHost.StartAsync(settings);
        Host.Probe.Broken["poison"] = true;
        other.Probe.Broken["poison"] = true;
        await Host.CommitAsync(context => context.Send(new WriteNote("poison")));

        var parked = await Eventually.GetAsync(
            () => Host.InboxAsync(InboxStatus.Parked),
            rows => rows.Count == 1,
            what: "the parked message"
        );
        Assert.Equal(4, parked[0].Attempts);
        Assert.Equal(4, Host.Probe.Attempts + other.Probe.Attempts);
    }

    protected override async ValueTask<IReadOnlyDictionary<string, string?>> SettingsAsync()
    {
        server = await MariaDbServer.StartAsync();
        settings = new Dictionary<string, string?>
        {
            ["Database:Provider"] = "MySql",
            ["Database:Server"] = server.Host,
            ["Database:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Database:Secret"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            ["Database:AdministratorConnection"] = server.AdministratorConnection,
        };
        return settings;
    }

    protected override ValueTask ReleaseAsync() => server.DisposeAsync();
}
