using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>A list that is longer than its pages go.</summary>
[Collection<OneConsole>]
public sealed class LongListTests(ConsoleFixture host)
{
    [Fact]
    public async Task No_page_is_offered_that_the_list_does_not_go_down_to()
    {
        var operation = "long_" + Guid.NewGuid().ToString("N")[..8];
        var users = host.TablesOf("users");
        await users.ExecuteAsync(
            $"""
            WITH RECURSIVE rows(n) AS (SELECT 10001 UNION ALL SELECT n + 1 FROM rows WHERE n < 20041)
            INSERT INTO audit (id, at, account_id, roles, operation, method, path, address, correlation)
            SELECT '0197b2a0-0000-7000-8000-0000000' || n, {ModuleTables.Text(DateTime.UtcNow.AddYears(-1))},
              '0197b2a0-0000-7000-8000-000000000001', 'admin', '{operation}', 'POST', '/', '127.0.0.1', 'none'
            FROM rows
            """
        );
        try
        {
            await using var window = await host.AdministratorsWindowAsync();
            await window.GoAsync($"/admin/audit?operation={operation}&page=499");
            await window.Page.ClickAsync(".pager a[rel=next]");
            await window.Page.WaitForURLAsync("**page=500*");
            // The address changes before the page does.
            await window.Page.WaitForSelectorAsync(".pager:has-text('Page 500')");
            await window.SettledAsync();

            Assert.Equal(20, await window.Page.Locator("main tbody tr").CountAsync());
            Assert.Equal(0, await window.Page.Locator(".pager a[rel=next]").CountAsync());
            var pager = await window.Page.InnerTextAsync(".pager");
            Assert.Contains("Page 500 of 500, 10,041 in all", pager, StringComparison.Ordinal);
            Assert.Contains("down to row 10,000", pager, StringComparison.Ordinal);
        }
        finally
        {
            await users.ExecuteAsync($"DELETE FROM audit WHERE operation = '{operation}'");
        }
    }
}
