using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Placement.Gateway;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement;

/// <summary>Puts modules that live in other processes within reach.</summary>
public static class PlacementSetup
{
    /// <summary>Says, for whoever starts the process, which modules are elsewhere and how they are reached.</summary>
    public static string Describe(IServiceProvider services)
    {
        var role = services.GetRequiredService<Role>();
        if (!role.IsOneOfSeveral)
        {
            return "none: every module is here";
        }

        var options = services.GetRequiredService<PlacementOptions>();
        var door = role.IsGateway ? "clients come here" : "for other processes alone; clients go to the gateway";
        var remote =
            role.Remote.Count == 0
                ? "every module is here"
                : $"{string.Join(", ", role.Remote)} elsewhere, queries over {options.Calls.Transport}";
        var broker = services.GetService<BrokerBus>() is { } bus ? $"messages over RabbitMQ at {bus.Address}" : "no broker";
        return $"{remote}; {broker}; {door}";
    }

    /// <summary>Adds what calls to modules that live elsewhere need; nothing where every module is here and clients come here.</summary>
    /// <exception cref="ModuleSetupException">The settings cannot work.</exception>
    internal static void AddPlacement(this WebApplicationBuilder builder, ModuleCatalog catalog)
    {
        var options = builder.Configuration.GetSection("Placement").Read<PlacementOptions>();
        var database = DatabaseOptions.From(builder.Configuration).Provider;
        options.Check(catalog, database, WebOptions.From(builder.Configuration));
        var messaging = builder.Configuration.GetSection("Messaging").Read<MessagingOptions>();
        messaging.CheckLimits([.. ServiceNames(catalog)]);
        var role = Role.Of(catalog, options, messaging.Broker is not null);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(role);
        services.AddSingleton(options.Calls);
        services.AddSingleton<CallFiguresCatalog>();
        AddProofs(services, options, catalog);
        if (!role.IsOneOfSeveral)
        {
            return;
        }

        services.AddSingleton<ServiceDoor>();
        services.AddSingleton(provider => new InstanceStatisticsCatalog(
            options.LoadBalancing,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new LoadBalancer(
            options.LoadBalancing,
            provider.GetRequiredService<InstanceStatisticsCatalog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        // Hosted services start in this order: whoever resolves comes after what it resolves from.
        if (options.UsesRegistry(role, database))
        {
            AddRegistry(services, options.Registry);
        }

        AddDirectory(services, options);
        AddCalls(services, options.Calls, messaging);
        if (role.Remote.Contains("users"))
        {
            services.AddSingleton<ISigningKeySource, RemoteSigningKeys>();
        }

        if (role.Forwarded.Count > 0)
        {
            services.AddGateway(options.Gateway, options.Calls);
        }
    }

    /// <summary>What processes prove to one another who they are with; the handlers' generated code asks for it where there are no others too.</summary>
    private static void AddProofs(IServiceCollection services, PlacementOptions options, ModuleCatalog catalog)
    {
        var modules = string.Join(',', catalog.Hosted.Select(module => module.Name));
        services.AddSingleton(provider => new ServiceCredentials(
            options.Secrets,
            provider.GetRequiredService<SecurityOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            $"{(modules.Length == 0 ? "gateway" : modules)}@{Environment.MachineName}:{Environment.ProcessId}"
        ));
        services.AddSingleton(provider => new MessageSignatures(options.Secrets, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new QueuedQueryReceiver(
            provider.GetRequiredService<DeliveryReceiver>(),
            provider.GetRequiredService<ServiceCredentials>(),
            provider.GetRequiredService<AuthorizationHeader>(),
            provider.GetRequiredService<IHttpContextAccessor>(),
            provider.GetRequiredService<MessagingOptions>(),
            provider.GetRequiredService<ILogger<QueuedQueryReceiver>>()
        ));
    }

    private static void AddCalls(IServiceCollection services, CallOptions options, MessagingOptions messaging)
    {
        services.AddModuleHttpClient(options, messaging);
        services.AddSingleton<RemoteQueries>();
        services.AddSingleton<ListsElsewhere>();
        services.AddSingleton<AuditElsewhere>();
        if (options.Transport == QueryTransport.RabbitMq)
        {
            services.AddSingleton<IQueryCarrier, BrokerQueryCarrier>();
        }
        else
        {
            services.AddSingleton<IQueryCarrier, HttpQueryCarrier>();
        }
    }

    /// <summary>What a time limit can be set for: the queries, and what the platform itself asks of other processes.</summary>
    private static IEnumerable<string> ServiceNames(ModuleCatalog catalog) =>
        catalog
            .Messages.Contracts.Where(contract => contract.Kind == ContractKind.Query)
            .Select(contract => contract.ServiceName)
            .Append(PublishedKeys.Service)
            .Concat(catalog.Known.Select(AuditElsewhere.ServiceOf))
            .Concat(catalog.Known.SelectMany(module => ListsElsewhere.Names.Select(list => ListsElsewhere.ServiceOf(module, list))));

    private static void AddRegistry(IServiceCollection services, RegistryOptions options)
    {
        services.AddSingleton(options);
        services.AddDbContextFactory<RegistryDbContext>(
            (provider, context) => provider.GetRequiredService<ModuleDatabase>().Configure(context, RegistryDbContext.Schema)
        );
        services.AddSingleton<RegistryTable>();
        services.AddSingleton<RegistryList>();
        services.AddHostedService(provider => provider.GetRequiredService<RegistryList>());
        services.AddSingleton<InstanceRegistration>();
        services.AddHostedService(provider => provider.GetRequiredService<InstanceRegistration>());
    }

    private static void AddDirectory(IServiceCollection services, PlacementOptions options)
    {
        services.AddServiceDiscoveryCore(discovery => discovery.RefreshPeriod = options.Registry.RefreshInterval);
        if (options.Discovery == DiscoverySource.Configuration)
        {
            services.AddConfigurationServiceEndpointProvider();
        }
        else if (options.Discovery == DiscoverySource.Dns)
        {
            services.AddSingleton<IServiceEndpointProviderFactory>(provider => new DnsEndpoints(
                provider.GetRequiredService<ModuleCatalog>(),
                options.Dns
            ));
        }
        else if (services.Any(service => service.ServiceType == typeof(RegistryList)))
        {
            services.AddSingleton<IServiceEndpointProviderFactory, RegistryEndpoints>();
        }

        services.AddSingleton<InstanceDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<InstanceDirectory>());
    }

    /// <summary>Opens the way in for other processes, and the way out to them.</summary>
    internal static void MapPlacement(this WebApplication app)
    {
        var role = app.Services.GetRequiredService<Role>();
        if (!role.IsOneOfSeveral)
        {
            return;
        }

        QueryDoor.Map(app);
        AuditDoor.Map(app);
        if (role.Forwarded.Count > 0)
        {
            app.MapGateway();
        }
    }

    /// <summary>Refuses a placement that could not work, before anything has begun.</summary>
    /// <exception cref="ModuleSetupException">Something is missing; the message says what to set.</exception>
    internal static void CheckPlacement(this WebApplication app)
    {
        var role = app.Services.GetRequiredService<Role>();
        var options = app.Services.GetRequiredService<PlacementOptions>();
        if (!role.IsOneOfSeveral)
        {
            return;
        }

        if (app.Services.GetRequiredService<ModuleDatabase>().Provider == DatabaseProvider.Sqlite)
        {
            throw new ModuleSetupException(
                $"{(role.Remote.Count > 0 ? "MODULES leaves out " + string.Join(", ", role.Remote) : "This process is to be one of several")}, but "
                    + "SQLite serves one process that hosts every module. Set MODULES=*, or set Database__Provider=MySql and provision a server."
            );
        }

        if (role.Remote.Count > 0 && app.Services.GetRequiredService<MessagingOptions>().Broker is null)
        {
            throw new ModuleSetupException(
                $"{string.Join(", ", role.Remote)} would be in other processes, and messages reach those over RabbitMQ alone: set Messaging:Broker "
                    + "(Messaging__Broker=amqp://user:password@host:5672), or host all modules here by MODULES=*."
            );
        }

        if (options.Secrets.Count == 0 || options.Secrets.Any(secret => secret.Length < ServiceCredentials.ShortestSecret))
        {
            throw new ModuleSetupException(
                $"Processes that share the modules prove to one another that they belong together: set Placement:Secrets:0 (Placement__Secrets__0) to "
                    + $"the same secret of {ServiceCredentials.ShortestSecret} characters or more in all of them."
            );
        }
    }
}
