using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MonolithFirst.Platform.Persistence;

internal static class PersistenceSetup
{
    public static void AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => DatabaseOptions.From(configuration));
        services.AddSingleton<ModuleDatabase>();
        services.AddSingleton<UnitOfWork>();
        services.AddSingleton<SchemaStartup>();
        services.AddSingleton<Provisioning>();
        services.AddSingleton<ReportingDatabase>();
    }
}
