using Microsoft.Playwright;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>Takes the pictures that stand in README, with something on every page; run by <c>tests/screenshots</c>.</summary>
[Collection<OneConsole>]
public sealed class Screenshots(ConsoleFixture host)
{
    [Fact(Explicit = true)]
    public async Task Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(SourceTree.Root, "docs", "images")).FullName;
        var customer = await host.Shop.CustomerAsync("500.00");
        Guid order = default;
        foreach (var (sku, pieces) in new[] { ("MUG-BLUE", 2), ("TEAPOT-1L", 1), ("TEA-GREEN-100", 3), ("COFFEE-ESPRESSO-500", 2) })
        {
            order = await Shop.OrderAsync(customer, (sku, pieces));
            await Shop.OrderIsAsync(customer, order, "confirmed");
        }

        var bad = await host.Shop.ProductAsync("1.00", 1);
        await using var broken = await ModuleData.Of(host).BreakMovementsOfAsync(bad);
        await Shop.OrderAsync(customer, (bad, 1));
        await host.Shop.NotificationsAboutAsync(order, 1);
        await using var window = await host.AdministratorsWindowAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                await window.GoAsync("/admin/messages?status=parked");
                return await window.Page.Locator(".messages li").CountAsync() > 0;
            },
            what: "A parked message"
        );
        await TakeAsync(window, folder, "overview", "/admin");
        await TakeAsync(window, folder, "messages", "/admin/messages");
        await TakeAsync(window, folder, "order", "/admin/orders/" + order);
        await TakeAsync(window, folder, "topology", "/admin/topology");
        await TakeAsync(window, folder, "report", "/admin/reports/order-funnel");

        await using var phone = await host.AdministratorsWindowAsync("zh-CN", 390, ColorScheme.Dark);
        await TakeAsync(phone, folder, "phone", "/admin/stock");
    }

    private static async Task TakeAsync(Window window, string folder, string name, string path)
    {
        await window.GoAsync(path);
        await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"console-{name}.png") });
    }
}
