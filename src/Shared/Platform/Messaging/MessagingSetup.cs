using System.Reflection;
using JasperFx.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Messaging.Administration;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using Wolverine;

namespace MonolithFirst.Platform.Messaging;

internal static class MessagingSetup
{
    /// <param name="builder">The host.</param>
    /// <param name="catalog">The modules.</param>
    /// <param name="generated">The assembly that holds Wolverine's pre-generated code.</param>
    public static void AddMessaging(this IHostApplicationBuilder builder, ModuleCatalog catalog, Assembly generated)
    {
        var options = builder.Configuration.GetSection("Messaging").Read<MessagingOptions>();
        options.Check();
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton<OutboxWriter>();
        services.AddSingleton<OutboxSignals>();
        services.AddSingleton<OutboxLaneFactory>();
        services.AddSingleton<InboxSignals>();
        services.AddSingleton<InboxWriter>();
        services.AddScoped<MessageDecisions>();
        services.AddSingleton<MessageTransport>();
        services.AddSingleton<IQueryBus, QueryBus>();
        services.AddSingleton(provider => new DeliveryReceiver(
            provider.GetRequiredService<ModuleCatalog>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<UnitOfWork>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<InboxWriter>(),
            provider.GetRequiredService<ILogger<DeliveryReceiver>>()
        ));
        if (options.Broker is not null)
        {
            services.AddSingleton(new GeneratedCode(generated));
            services.AddSingleton<BrokerBus>();
        }

        builder.UseWolverine(wolverine =>
        {
            wolverine.ApplicationAssembly = generated;
            wolverine
                .Discovery.DisableConventionalDiscovery()
                .IncludeType(typeof(DeliveryHandler))
                .IncludeType(typeof(QueuedDeliveryHandler));
            wolverine.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
            wolverine.Durability.Mode = DurabilityMode.Solo;
            // The receiver limits itself; this is for what does not move at all.
            wolverine.DefaultExecutionTimeout = options.HandlerTimeLimit * 4;
            foreach (var module in catalog.Hosted)
            {
                wolverine.LocalQueue(MessageTransport.QueueOf(module.Name)).MaximumParallelMessages(options.Parallelism);
            }
        });
        // Hosted services stop in reverse order: the relay and the retrier must stop before the buses they deliver over.
        if (options.Broker is not null)
        {
            services.AddHostedService(provider => provider.GetRequiredService<BrokerBus>());
        }

        services.AddHostedService<OutboxRelay>();
        services.AddHostedService<InboxRetrier>();
    }
}
