using System.Globalization;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>The SQL that <c>provision --print</c> writes, as a DBA gets it.</summary>
public sealed class ProvisionTests
{
    [Fact]
    public async Task What_is_printed_is_SQL_alone_changes_nothing_and_is_all_that_a_host_needs()
    {
        await using var server = await MariaDbServer.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["Database__Provider"] = "MySql",
            ["Database__Server"] = server.Host,
            ["Database__Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Database__Secret"] = "0123456789abcdef",
            ["Database__AdministratorConnection"] = server.AdministratorConnection,
        };
        // Sees to it that nothing is left of other tests.
        await EmptySchemas.RunAsync(server, settings);
        await server.ExecuteAsync(
            string.Concat(Schemas.Select(schema => $"DROP DATABASE IF EXISTS `{schema}`; DROP USER IF EXISTS 'mf_{schema}'@'%';"))
        );

        var printed = await HostProcess.RunAsync(settings, "provision", "--print");

        Assert.Equal(0, printed.ExitCode);
        Assert.All(
            printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches("^(CREATE|ALTER|GRANT|REVOKE) .*;$", line)
        );
        Assert.Equal(0, await server.ScalarAsync<long>("SELECT COUNT(*) FROM mysql.user WHERE User LIKE 'mf\\_%'"));

        await server.ExecuteAsync(printed.Output);
        settings.Remove("Database__AdministratorConnection");
        await using var host = await HostProcess.StartAsync(settings);
    }

    private static IEnumerable<string> Schemas => SourceTree.Modules.Append("platform");
}
