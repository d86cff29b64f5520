using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement.Gateway;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Placement.Gateway;

public sealed class GatewayOptionsTests
{
    private static readonly string[] Modules = ["catalog", "orders"];

    [Theory]
    [InlineData(30, 1, 10)]
    [InlineData(300, 1, 10)]
    [InlineData(9, 1, 3)]
    [InlineData(9, 0, 4.5)]
    public void All_attempts_have_less_time_than_a_request(double request, int retries, double attempt)
    {
        var web = new WebOptions { RequestTimeLimit = TimeSpan.FromSeconds(request) };
        var options = new GatewayOptions { Retries = retries };
        options.Check(Modules, web);
        Assert.Equal(TimeSpan.FromSeconds(attempt), options.TimeLimitOf("orders", web));
    }

    [Fact]
    public void A_module_may_have_a_limit_of_its_own()
    {
        var options = new GatewayOptions
        {
            TimeLimit = TimeSpan.FromSeconds(2),
            TimeLimits = new Dictionary<string, TimeSpan> { ["orders"] = TimeSpan.FromSeconds(14) },
        };
        options.Check(Modules, new WebOptions());
        Assert.Equal(TimeSpan.FromSeconds(14), options.TimeLimitOf("orders", new WebOptions()));
        Assert.Equal(TimeSpan.FromSeconds(2), options.TimeLimitOf("catalog", new WebOptions()));
    }

    [Fact]
    public void What_cannot_work_is_refused_with_what_to_change()
    {
        IReadOnlyList<string> some = ["Cookie"];
        MustBeRefused("unknown module 'order'", new() { TimeLimits = new Dictionary<string, TimeSpan> { ["order"] = default } });
        MustBeRefused("unknown module 'order'", new() { SensitiveResponseHeadersOf = ListOf("order", some) });
        MustBeRefused("unknown module 'order'", new() { SensitiveRequestHeadersOf = ListOf("order", some) });
        MustBeRefused("unknown module 'order'", new() { SensitiveHeadersOf = ListOf("order", some) });
        MustBeRefused("less than Web:RequestTimeLimit", new() { TimeLimit = TimeSpan.FromSeconds(15) });
        MustBeRefused("above zero", new() { TimeLimit = TimeSpan.Zero });
        MustBeRefused("HealthCheckInterval", new() { HealthCheckInterval = TimeSpan.Zero });
        MustBeRefused("MaxConcurrent", new() { MaxConcurrent = 0 });
        MustBeRefused("Retries", new() { Retries = -1 });
    }

    private static Dictionary<string, IReadOnlyList<string>> ListOf(string module, IReadOnlyList<string> headers) =>
        new() { [module] = headers };

    private static void MustBeRefused(string why, GatewayOptions options) =>
        Assert.Contains(
            why,
            Assert.Throws<ModuleSetupException>(() => options.Check(Modules, new WebOptions())).Message,
            StringComparison.Ordinal
        );
}
