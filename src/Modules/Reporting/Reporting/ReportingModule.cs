using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Reporting.Features;
using MonolithFirst.Reporting.Persistence;
using MonolithFirst.Reporting.Running;

namespace MonolithFirst.Reporting;

/// <summary>Reports over what all modules publish as views.</summary>
public sealed class ReportingModule : Module
{
    /// <inheritdoc />
    public override string Name => "reporting";

    /// <inheritdoc />
    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module
            .UseDatabase<ReportingDbContext>()
            .OnStart<DefineTemplates>()
            .AddJob<RunQueuedReports>(RunQueuedReports.Name, "* * * * *")
            .AddJob<MailDueReports>("mail-due-reports", "* * * * *")
            .AddJob<PurgeRuns>("purge-runs", "23 * * * *");
        module.Services.AddSingleton(ReportingOptions.From(module.Configuration));
        module.Services.AddSingleton<ReportReader>();
    }
}
