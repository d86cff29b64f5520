using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement;

namespace MonolithFirst.Platform.Tests.Modules;

public sealed class ModuleSelectionTests
{
    private static readonly string[] Known = ["catalog", "orders", "users"];

    [Theory]
    [InlineData(null, "catalog,orders,users")]
    [InlineData("", "catalog,orders,users")]
    [InlineData("*", "catalog,orders,users")]
    [InlineData("orders", "orders")]
    [InlineData(" users , orders ", "orders,users")]
    [InlineData("*,!orders", "catalog,users")]
    [InlineData("!orders", "catalog,users")]
    [InlineData("!orders,*,!users", "catalog")]
    public void The_setting_selects(string? setting, string hosted) =>
        Assert.Equal(hosted.Split(','), ModuleSelection.Parse(setting, Known));

    [Theory]
    [InlineData("order")]
    [InlineData("*,!order")]
    [InlineData("Orders")]
    public void An_unknown_module_is_refused_with_the_list_of_known_ones(string setting)
    {
        var refused = Assert.Throws<ModuleSetupException>(() => ModuleSelection.Parse(setting, Known));

        Assert.Contains("catalog, orders, users", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!*")]
    [InlineData("orders,!orders")]
    public void A_setting_that_leaves_nothing_to_host_is_refused(string setting) =>
        Assert.Throws<ModuleSetupException>(() => ModuleSelection.Parse(setting, Known));
}
