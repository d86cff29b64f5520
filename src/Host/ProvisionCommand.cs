using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Host;

/// <summary>
/// <c>provision</c> makes schemas, accounts and grants over an administrator's connection; <c>provision --print</c> writes the SQL
/// instead, passwords included, for an administrator to run.
/// </summary>
internal static class ProvisionCommand
{
    public static async Task RunAsync(IServiceProvider services, string[] args)
    {
        var provisioning = services.GetRequiredService<Provisioning>();
        if (args.Contains("--print"))
        {
            foreach (var statement in provisioning.Sql())
            {
                Console.WriteLine(statement + ";");
            }

            return;
        }

        await provisioning.RunAsync(CancellationToken.None);
        Console.WriteLine("Schemas, accounts and grants are in place.");
    }
}
