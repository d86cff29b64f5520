namespace MonolithFirst.Testing;

/// <summary>Gives a server empty schemas and the accounts of the modules, by the host's own command.</summary>
public static class EmptySchemas
{
    /// <summary>Drops what the test before has left, and provisions.</summary>
    public static async Task RunAsync(MariaDbServer server, IReadOnlyDictionary<string, string?> settings)
    {
        // A server named by the environment still has what the test before has left.
        await server.ExecuteAsync(
            string.Concat(
                SourceTree
                    .Modules.Append("platform")
                    .Select(module => $"DROP DATABASE IF EXISTS `{module}`; DROP USER IF EXISTS 'mf_{module}'@'%';")
            )
        );
        var asAdministrator = new Dictionary<string, string?>(settings)
        {
            ["Database__AdministratorConnection"] = server.AdministratorConnection,
        };
        var result = await HostProcess.RunAsync(asAdministrator, "provision");
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"The host's provision command ended with {result.ExitCode}. It wrote:\n{result.Output}");
        }
    }
}
