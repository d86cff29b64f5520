using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Messaging;

public sealed class MessagingOnMySqlTests : MessagingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task What_is_being_delivered_does_not_keep_the_rest_of_an_outbox_from_being_dated_anew()
    {
        var tomorrow = DateTime.UtcNow.AddDays(1);
        var held = await LeaveBehindAsync("held", tomorrow);
        await LeaveBehindAsync("free", tomorrow);
        await using (var delivering = await ModuleTables.On(server, "sample").OpenAsync())
        {
            await using var holding = await delivering.BeginTransactionAsync(Stop);
            await using var hold = delivering.CreateCommand();
            (hold.Transaction, hold.CommandText) = (holding, $"SELECT id FROM outbox WHERE id = '{held}' FOR UPDATE");
            Assert.NotNull(await hold.ExecuteScalarAsync(Stop));

            using (var dates = Dates())
            {
                await dates.CorrectAsync(Stop);
            }

            await Eventually.TrueAsync(async () => await Host.NotesAsync("free", "command") == 1, what: "the message that nobody held");
            Assert.Equal(0, await Host.NotesAsync("held", "command"));
        }

        using (var dates = Dates())
        {
            await dates.CorrectAsync(Stop);
        }

        await Eventually.TrueAsync(async () => await Host.NotesAsync("held", "command") == 1, what: "the message that was held");
    }

    [Fact]
    public async Task For_a_while_after_the_clock_went_back_each_look_finds_what_was_on_its_way_then()
    {
        var set = new SetClock();
        using var watch = new ClockWatch(set, NullLogger<ClockWatch>.Instance);
        using var dates = Dates(set, watch);
        var noticed = false;
        watch.WentBack += () => noticed = true;
        await watch.StartAsync(Stop);
        await Eventually.TrueAsync(
            () =>
            {
                set.Ahead -= TimeSpan.FromHours(1);
                return noticed;
            },
            what: "a watch that notices a clock that goes back"
        );
        await dates.CorrectAsync(Stop);

        await LeaveBehindAsync("on its way", DateTime.UtcNow.AddDays(1));
        await dates.CorrectAsync(Stop);

        await Eventually.TrueAsync(async () => await Host.NotesAsync("on its way", "command") == 1, what: "the message from before");
        await watch.StopAsync(Stop);
    }

    private OutboxDates Dates(TimeProvider? clock = null, ClockWatch? watch = null) =>
        new(
            Host.Services.GetRequiredService<ModuleCatalog>().WithSchema.Single(),
            Host.Services.GetRequiredService<IServiceScopeFactory>(),
            Host.Services.GetRequiredService<UnitOfWork>(),
            Host.Services.GetRequiredService<MessagingOptions>(),
            clock ?? TimeProvider.System,
            watch ?? Host.Services.GetRequiredService<ClockWatch>(),
            NullLogger.Instance
        );

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

    /// <summary>A clock that can be set, while time passes as it does.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
