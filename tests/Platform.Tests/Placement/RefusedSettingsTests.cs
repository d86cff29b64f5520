using Microsoft.Extensions.Configuration;
using MonolithFirst.Host;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Placement;

/// <summary>What cannot work is refused at start, by the name of the setting.</summary>
public sealed class RefusedSettingsTests
{
    [Theory]
    [InlineData("Calls:MaxConcurrent", "0")]
    [InlineData("Calls:MaxQueued", "-1")]
    [InlineData("Calls:BreakerMinimumCalls", "1")]
    [InlineData("Calls:BreakerFailureShare", "5")]
    [InlineData("Calls:BreakerFailureShare", "0")]
    [InlineData("Calls:BreakerWindow", "00:00:00.4")]
    [InlineData("Calls:BreakerPause", "2.00:00:00")]
    [InlineData("Calls:Retries", "-1")]
    [InlineData("Calls:Retries", "10")]
    [InlineData("Calls:ConnectTimeLimit", "00:00:00")]
    [InlineData("Registry:Enabled", "false")]
    public void Of_placement(string setting, string value)
    {
        var refused = Assert.Throws<ModuleSetupException>(() => Check(setting, value));
        Assert.Contains(
            "Placement:" + (setting.StartsWith("Calls", StringComparison.Ordinal) ? "Calls" : setting),
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(setting.Split(':')[1], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Parallelism", "0")]
    [InlineData("Parallelism", "65536")]
    [InlineData("Parallelism", "32768")]
    [InlineData("Attempts", "0")]
    [InlineData("HandlerTimeLimit", "00:00:00")]
    [InlineData("FirstRetryPause", "-00:00:01")]
    [InlineData("LongestRetryPause", "00:00:00.5")]
    [InlineData("PollInterval", "00:00:00")]
    [InlineData("Retention", "00:00:00")]
    [InlineData("QueryTimeLimit", "00:00:00")]
    [InlineData("QueryTimeLimits:orders_get", "-00:00:01")]
    [InlineData("QueryTimeLimits:orders_got", "00:00:01")]
    public void Of_messaging(string setting, string value)
    {
        var refused = Assert.Throws<ModuleSetupException>(() =>
            Read<MessagingOptions>(setting, value).CheckLimits(["orders_get", "users_get"])
        );
        Assert.Contains("Messaging:" + setting.Split(':')[0], refused.Message, StringComparison.Ordinal);
        Assert.Contains(setting.Split(':')[^1], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxBodyBytes", "0")]
    [InlineData("MaxConcurrentRequests", "0")]
    [InlineData("MaxQueuedRequests", "-1")]
    [InlineData("RateLimit:PermitsPerSecond", "0")]
    [InlineData("RateLimit:Burst", "0")]
    [InlineData("RateLimit:AttemptsPerSecond", "0")]
    [InlineData("RateLimit:AttemptsBurst", "-1")]
    [InlineData("RequestTimeLimit", "00:00:00")]
    [InlineData("MaxQueueTime", "00:00:00")]
    public void Of_limits(string setting, string value)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new($"Web:{setting}", value)]).Build();

        var refused = Assert.Throws<ModuleSetupException>(() => WebOptions.From(settings));

        Assert.Contains("Web", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Parallelism", "32767")]
    [InlineData("Attempts", "1")]
    [InlineData("QueryTimeLimits:orders_get", "00:00:00.1")]
    public void Whatever_works_is_taken(string setting, string value) =>
        Read<MessagingOptions>(setting, value).CheckLimits(["orders_get", "users_get"]);

    [Theory]
    [InlineData("Calls:BreakerMinimumCalls", "2")]
    [InlineData("Calls:BreakerFailureShare", "1")]
    [InlineData("Calls:Retries", "0")]
    [InlineData("Registry:Enabled", "true")]
    public void Of_placement_as_well(string setting, string value) => Check(setting, value);

    [Theory]
    [InlineData("shop.example.com")]
    [InlineData("ftp://shop.example.com")]
    [InlineData("https://shop.example.com/?a=b")]
    public void Of_the_public_address(string address)
    {
        var refused = Assert.Throws<ModuleSetupException>(() => WebOptions.From(Reached(address)));
        Assert.Contains("Web:PublicAddress", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "/admin/reports?a=b")]
    [InlineData("", "/admin/reports?a=b")]
    [InlineData("https://shop.example.com", "https://shop.example.com/admin/reports?a=b")]
    [InlineData("http://example.com:8080/shop/", "http://example.com:8080/shop/admin/reports?a=b")]
    public void Links_begin_with_the_public_address(string? address, string link) =>
        Assert.Equal(link, WebOptions.From(Reached(address)).LinkTo("/admin/reports?a=b"));

    [Fact]
    public void A_secret_that_is_set_to_nothing_is_none() =>
        Assert.Equal(["a secret"], Options("Placement", ("Secrets:0", "a secret"), ("Secrets:1", "")).Read<PlacementOptions>().Secrets);

    private static IConfiguration Reached(string? address) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Web:PublicAddress", address)]).Build();

    private static void Check(string setting, string value) =>
        Read<PlacementOptions>(setting, value)
            .Check(ModuleCatalog.Load(typeof(Program).Assembly, "*,!orders"), DatabaseProvider.MySql, new WebOptions());

    private static TOptions Read<TOptions>(string setting, string value)
        where TOptions : class, new() =>
        Options(typeof(TOptions) == typeof(PlacementOptions) ? "Placement" : "Messaging", (setting, value)).Read<TOptions>();

    private static IConfigurationSection Options(string section, params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => new KeyValuePair<string, string?>($"{section}:{setting.Name}", setting.Value))
            )
            .Build()
            .GetSection(section);
}
