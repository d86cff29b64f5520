using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Modules;

/// <summary>What a module can declare about itself while it is composed into the host.</summary>
public sealed class ModuleBuilder
{
    private readonly HostedModule module;

    internal ModuleBuilder(HostedModule module, IServiceCollection services, IConfiguration configuration)
    {
        this.module = module;
        Services = services;
        Configuration = configuration.GetSection(module.Name);
    }

    /// <summary>The host's services; the module adds its own, all of them internal types.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The module's own section of the settings, named as the module: <c>orders:StepTimeLimit</c>.</summary>
    public IConfigurationSection Configuration { get; }

    /// <summary>Gives the module its schema: its context, migrations at start, outbox, inbox, idempotency keys and audit trail.</summary>
    public ModuleBuilder UseDatabase<TContext>()
        where TContext : ModuleDbContext
    {
        module.ContextType = typeof(TContext);
        Services.AddDbContextPool<TContext>(
            (services, options) => services.GetRequiredService<ModuleDatabase>().Configure(options, module.Name),
            ModuleDatabase.PoolSize
        );
        AddJob<PurgeMessages<TContext>>("purge-messages", "17 * * * *");
        AddJob<PurgeIdempotencyKeys<TContext>>("purge-idempotency-keys", "47 * * * *");
        return this;
    }

    /// <summary>
    /// Shows views of the module's schema to reports: on MySQL <c>provision</c> lets the account of the reporting module read them, and
    /// nothing else. The module's migrations make them.
    /// </summary>
    /// <param name="views">Their names, which begin with <c>rpt_</c>.</param>
    public ModuleBuilder Publish(params IReadOnlyList<string> views)
    {
        ArgumentNullException.ThrowIfNull(views);
        foreach (var view in views)
        {
            module.ReportViews.Add(
                ReportingDatabase.IsView(view)
                    ? view
                    : throw new ModuleSetupException($"The {module.Name} module publishes '{view}', but views for reports are named rpt_….")
            );
        }

        return this;
    }

    /// <summary>Runs <typeparamref name="TJob"/> again and again, on the module's own queue.</summary>
    /// <param name="name">Unique within the module: lower-case words joined by hyphens.</param>
    /// <param name="cron">A cron expression in UTC; six fields when the first stands for seconds.</param>
    public ModuleBuilder AddJob<TJob>(string name, string cron)
        where TJob : class, IJob
    {
        Services.TryAddScoped<TJob>();
        module.Jobs.Add(new RecurringJobDefinition(module.Name, name, cron, typeof(TJob)));
        return this;
    }

    /// <summary>Runs <typeparamref name="TTask"/> once at every start, after the migrations and before the host is ready.</summary>
    public ModuleBuilder OnStart<TTask>()
        where TTask : class, IStartTask
    {
        Services.TryAddScoped<TTask>();
        module.StartTasks.Add(typeof(TTask));
        return this;
    }
}

/// <summary>
/// Work at start: first data, templates. It runs at every start, so it must be idempotent; instances that start at once run a module's
/// tasks one after another, while others are at work.
/// </summary>
public interface IStartTask
{
    /// <summary>Does the work. What it throws stops the host.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
