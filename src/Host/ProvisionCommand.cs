using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Host;

/// <summary>
/// <c>provision</c> makes schemas, accounts and grants over an administrator's connection; <c>provision --print</c> writes the SQL
/// instead, passwords included, for an administrator to run.
/// </summary>
internal static class ProvisionCommand
{
    public const string Name = "provision";

    private const string Print = "--print";

    /// <summary>The first word that is neither of the command's own nor a setting such as <c>--Database:Server=db</c>; null when there is none.</summary>
    public static string? Misunderstood(IEnumerable<string> words) =>
        words.FirstOrDefault(word => word != Print && !word.Contains('=', StringComparison.Ordinal));

    /// <summary>What is a setting. The command's own words must not be: the one after would be taken for their value.</summary>
    public static string[] SettingsIn(IEnumerable<string> words) => [.. words.Where(word => word is not (Name or Print))];

    public static async Task RunAsync(IServiceProvider services, string[] args)
    {
        var provisioning = services.GetRequiredService<Provisioning>();
        if (args.Contains(Print))
        {
            foreach (var statement in provisioning.Sql())
            {
                System.Console.WriteLine(statement + ";");
            }

            return;
        }

        await provisioning.RunAsync(CancellationToken.None);
        System.Console.WriteLine("Schemas, accounts and grants are in place.");
    }
}
