using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Placement.Registry;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// Brings every hosted module's schema, and the registry's where one is used, up to date and runs its start tasks, before the host takes
/// work. The registry comes first: where the address of this process is known, others see it starting meanwhile.
/// </summary>
internal sealed class SchemaStartup(
    ModuleCatalog modules,
    ModuleDatabase database,
    IServiceScopeFactory scopes,
    IDbContextFactory<RegistryDbContext>? contexts = null,
    InstanceRegistration? registration = null
) : IDisposable
{
    private static readonly TimeSpan StatementTimeLimit = TimeSpan.FromHours(1);

    private FileStream? folderLock;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            TakeDataFolder();
        }

        await using var registry = contexts is null ? null : await contexts.CreateDbContextAsync(cancellationToken);
        if (registry is not null)
        {
            await MigrateAsync(RegistryDbContext.Schema, registry, cancellationToken);
        }

        if (registration is null)
        {
            await PrepareModulesAsync(cancellationToken);
            return;
        }

        await registration.StartAsync(cancellationToken);
        try
        {
            await PrepareModulesAsync(cancellationToken);
        }
        catch
        {
            await registration.StopAsync(CancellationToken.None);
            throw;
        }
    }

    public void Dispose() => folderLock?.Dispose();

    private async Task PrepareModulesAsync(CancellationToken cancellationToken)
    {
        foreach (var module in modules.WithSchema)
        {
            await using var scope = scopes.CreateAsyncScope();
            // None of the pool's: Pomelo writes the limit of time into the connection that it makes, and who has it next would wait an hour for
            // a server that hangs.
            await using var context = (DbContext)ActivatorUtilities.CreateInstance(scope.ServiceProvider, module.ContextType!);
            await MigrateAsync(module.Name, context, cancellationToken);
        }

        foreach (var module in modules.Hosted.Where(module => module.StartTasks.Count > 0))
        {
            await RunTasksAsync(module, cancellationToken);
        }
    }

    /// <summary>SQLite serves one process; a second one is refused before it touches a file.</summary>
    private void TakeDataFolder()
    {
        var folder = Path.GetFullPath(database.Settings.DataFolder);
        try
        {
            Directory.CreateDirectory(folder);
            folderLock = new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, ".lock")))
        {
            throw new ModuleSetupException(
                $"Another process uses the data folder {folder}, and SQLite serves one process. Stop it, set Database__DataFolder to another folder, "
                    + "or set Database__Provider=MySql to run several."
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModuleSetupException(
                $"The data folder {folder} cannot be written: {failure.Message} Set Database__DataFolder to one that can.",
                failure
            );
        }
    }

    private async Task MigrateAsync(string schema, DbContext context, CancellationToken cancellationToken)
    {
        using var migration = new RunningMigration(context.GetService<IMigrator>());
        try
        {
            if (database.Provider == DatabaseProvider.Sqlite)
            {
                // EF Core's lock is a row that outlives a killed process. The folder's lock is held, so whoever left it is gone.
                await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
                await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
            }

            // A change of a large table takes its time.
            context.Database.SetCommandTimeout(StatementTimeLimit);
            await context.Database.MigrateAsync(cancellationToken);
        }
        catch (Exception failure) when (DatabaseFault.IsCauseOf(failure))
        {
            var at = migration.Current is { } id ? $" (migration {id})" : "";
            throw FailureOf(schema).Of($"The {schema} schema cannot be brought up to date{at}", failure);
        }
    }

    private async Task RunTasksAsync(HostedModule module, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var turn = await TurnOfAsync(module, scope.ServiceProvider, cancellationToken);
        foreach (var task in module.StartTasks)
        {
            await RunAsync(module, task, cancellationToken);
        }
    }

    private async Task<StartTurn?> TurnOfAsync(HostedModule module, IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            return module.ContextType is null ? null : await StartTurn.TakeAsync(module.ContextFrom(services), cancellationToken);
        }
        catch (Exception failure) when (failure is not ModuleSetupException && DatabaseFault.IsCauseOf(failure))
        {
            throw FailureOf(module.Name).Of($"The {module.Name} module cannot prepare its data", failure);
        }
    }

    private async Task RunAsync(HostedModule module, Type task, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var lines = LogScope.Begin(module.Name, task.Name);
        try
        {
            await ((IStartTask)scope.ServiceProvider.GetRequiredService(task)).RunAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not ModuleSetupException && DatabaseFault.IsCauseOf(failure))
        {
            throw FailureOf(module.Name).Of($"The {module.Name} module cannot prepare its data ({task.Name})", failure);
        }
    }

    private StartFailure FailureOf(string schema) => new(database.Settings, schema);
}
