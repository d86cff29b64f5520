using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement.Registry;
using MySqlConnector;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// Makes the schemas and accounts of the modules on MySQL: each account has rights on its own schema alone, so the server itself refuses
/// a module that reaches into another's tables. Running it again changes passwords to what the settings say, and nothing else.
/// </summary>
public sealed class Provisioning(ModuleCatalog modules, DatabaseOptions settings)
{
    // What a module's own migrations and handlers need. No GRANT OPTION, and nothing global.
    private const string Rights =
        "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE TEMPORARY TABLES, LOCK TABLES";

    /// <summary>The SQL, for every hosted module and for the registry of instances, for an administrator to read or to run.</summary>
    /// <exception cref="ModuleSetupException">A password is missing.</exception>
    public IEnumerable<string> Sql()
    {
        foreach (var schema in Schemas())
        {
            var account = $"'{Quoted(settings.AccountOf(schema))}'@'%'";
            var password = Quoted(settings.PasswordOf(schema));
            yield return $"CREATE DATABASE IF NOT EXISTS `{schema}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci";
            yield return $"CREATE USER IF NOT EXISTS {account} IDENTIFIED BY '{password}'";
            yield return $"ALTER USER {account} IDENTIFIED BY '{password}'";
            yield return $"GRANT {Rights} ON `{schema}`.* TO {account}";
        }

        foreach (var statement in ReadingOfViews())
        {
            yield return statement;
        }
    }

    /// <summary>Runs the SQL over the administrator's connection.</summary>
    /// <exception cref="ModuleSetupException">There is no such connection, or the server refuses.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(settings.AdministratorConnection))
        {
            throw new ModuleSetupException(
                "Set Database__AdministratorConnection to a connection string that may create schemas and accounts, "
                    + "for example Server=127.0.0.1;User ID=root;Password=…, or run `provision --print` and have an administrator run the SQL."
            );
        }

        try
        {
            await using var connection = new MySqlConnection(settings.AdministratorConnection);
            await connection.OpenAsync(cancellationToken);
            foreach (var statement in Sql())
            {
                await using var command = new MySqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        catch (Exception refused) when (refused is MySqlException or ArgumentException)
        {
            throw new ModuleSetupException($"Provisioning failed: {refused.Message}", refused);
        }
    }

    /// <summary>
    /// Lets the reporting account read the published views. Migrations make them later, and a right on what is not there yet can be given
    /// only together with the right to create it, which is taken away again at once. Rights stay with the name when a view is made anew.
    /// </summary>
    private IEnumerable<string> ReadingOfViews()
    {
        var views = modules.Hosted.SelectMany(module => module.ReportViews.Select(view => $"`{module.Name}`.`{view}`")).ToList();
        // Whoever provisions a part of the modules with a password each need not have that of reporting.
        if (views.Count == 0 || !settings.HasPasswordOf(ReportingDatabase.Module))
        {
            yield break;
        }

        var account = $"'{Quoted(settings.AccountOf(ReportingDatabase.Module))}'@'%'";
        // Where the reporting module itself is provisioned elsewhere, its account may come later.
        yield return $"CREATE USER IF NOT EXISTS {account} IDENTIFIED BY '{Quoted(settings.PasswordOf(ReportingDatabase.Module))}'";
        foreach (var view in views)
        {
            yield return $"GRANT CREATE, SELECT ON {view} TO {account}";
            yield return $"REVOKE CREATE ON {view} FROM {account}";
        }
    }

    private IEnumerable<string> Schemas() =>
        modules
            .WithSchema.Select(module => module.Name)
            // A process that hosts every module does without; so it need not have a password for it.
            .Concat(settings.HasPasswordOf(RegistryDbContext.Schema) ? [RegistryDbContext.Schema] : []);

    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
}
