using FluentValidation;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Modules;

internal static class ModuleSetup
{
    private static readonly Type[] HandlerTypes =
    [
        typeof(IRequestHandler<,>),
        typeof(IMessageHandler<>),
        typeof(IQueryHandler<,>),
        typeof(IValidator<>),
    ];

    public static void AddModules(this IServiceCollection services, ModuleCatalog catalog, IConfiguration configuration)
    {
        services.AddSingleton(catalog);
        services.AddSingleton(catalog.Messages);
        services.AddScoped<ServiceFactory>(scope => scope.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(LoggingBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(PreparationBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TransactionBehaviour<,>));
        foreach (var module in catalog.Hosted)
        {
            AddHandlers(services, module);
            module.Module.Configure(new ModuleBuilder(module, services, configuration));
        }
    }

    private static void AddHandlers(IServiceCollection services, HostedModule module)
    {
        var handlers =
            from type in module.Assembly.GetTypes()
            where type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
            from face in type.GetInterfaces()
            where face.IsGenericType && HandlerTypes.Contains(face.GetGenericTypeDefinition())
            select (type, face);
        foreach (var (type, face) in handlers)
        {
            if (face.GetGenericTypeDefinition() == typeof(IMessageHandler<>))
            {
                // By the module: several may subscribe to an event, and each delivery is for one of them.
                services.AddKeyedScoped(face, module.Name, type);
            }
            else
            {
                services.AddScoped(face, type);
            }
        }

        var preparations =
            from type in module.Assembly.GetTypes()
            where type is { IsClass: true, IsAbstract: false }
            from face in type.GetInterfaces()
            where face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IPreparation<>)
            select (type, face);
        foreach (var (type, face) in preparations)
        {
            // Under both names the same object: what it has fetched, the handler takes from it.
            services.AddScoped(type);
            services.AddScoped(face, scope => scope.GetRequiredService(type));
        }
    }
}
