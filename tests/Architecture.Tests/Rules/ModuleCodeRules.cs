using MediatR;
using Microsoft.AspNetCore.Builder;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;
using NetArchTest.Rules;

namespace MonolithFirst.Architecture.Tests.Rules;

/// <summary>How the code inside a module is made.</summary>
internal static class ModuleCodeRules
{
    private static readonly Type[] UseCaseInterfaces = [typeof(IRequestHandler<,>), typeof(IMessageHandler<>), typeof(IQueryHandler<,>)];

    // The bus and the database drivers: the platform stands between them and the modules.
    private static readonly string[] PlatformPackages = ["Wolverine", "RabbitMQ", "MySqlConnector", "Pomelo", "Microsoft.Data.Sqlite"];

    public static readonly Rule QueriesAskNobody = new(
        "A query handler asks no other module",
        product =>
            from assembly in product.Modules
            from type in assembly.GetTypes()
            where Implements(type, typeof(IQueryHandler<,>))
            let way = TypeGraph.Of(assembly).WayTo(type.FullName!, used => used.Name == typeof(IQueryBus).FullName)
            where way is not null
            select new Violation(
                type.FullName!,
                "asks other modules: " + string.Join(" → ", way),
                "Chains of queries fail together. Keep what it needs as data of its own module, fed by the other's events, or let the asker ask both."
            )
    );

    public static readonly Rule WritersAskNobody = new(
        "No handler asks other modules inside its transaction",
        product =>
            from assembly in product.Modules
            let preparations = assembly
                .GetTypes()
                .Where(type => Implements(type, typeof(IPreparation<>)))
                .Select(type => type.FullName!)
                .ToHashSet()
            from type in assembly.GetTypes()
            where HandlesInTransaction(type)
            let way = TypeGraph.Of(assembly).WayTo(type.FullName!, used => used.Name == typeof(IQueryBus).FullName, preparations)
            where way is not null
            select new Violation(
                type.FullName!,
                "asks other modules while its transaction holds locks: " + string.Join(" → ", way),
                "Ask in an IPreparation, which runs before the transaction begins (QueryPreparation does it); a message carries what its handler needs."
            )
    );

    public static readonly Rule ForeignContexts = new(
        "No module uses another module's database context",
        product =>
            from assembly in product.Modules
            let foreign = product
                .Modules.Where(other => other != assembly)
                .SelectMany(other => other.GetTypes())
                .Where(type => type.IsSubclassOf(typeof(ModuleDbContext)))
                .Select(type => type.FullName)
                .ToHashSet()
            from type in TypeGraph.Of(assembly).Users(used => foreign.Contains(used.Name))
            select new Violation(
                type,
                "uses the database context of another module",
                "Its account may not touch that schema, and the two may be apart tomorrow. Ask the owner with a query or a command."
            )
    );

    public static readonly Rule EndpointsAreUseCases = new(
        "Routes are mapped by use cases alone",
        product =>
            from assembly in product.Modules
            let useCases = assembly
                .GetTypes()
                .Where(type => type.IsAssignableTo(typeof(IEndpoint)))
                .Select(type => type.FullName)
                .ToHashSet()
            from type in TypeGraph.Of(assembly).Users(used => used.Name == typeof(EndpointRouteBuilderExtensions).FullName)
            where !useCases.Contains(type)
            select new Violation(
                type,
                "maps routes but is no IEndpoint",
                "Give each route a use case of its own: one file in Features, `internal sealed class <UseCase> : IEndpoint`."
            )
    );

    public static readonly Rule UseCasesStandInFeatures = new(
        "Endpoints and handlers stand in Features",
        product =>
            from assembly in product.Modules
            let features = Product.NameOf(assembly) + ".Features"
            from type in assembly.GetTypes()
            where type.IsAssignableTo(typeof(IEndpoint)) || UseCaseInterfaces.Any(face => Implements(type, face))
            where
                type is { IsAbstract: false }
                && type.Namespace != features
                && !type.Namespace!.StartsWith(features + ".", StringComparison.Ordinal)
            select new Violation(type.FullName!, "stands outside of Features", $"Move the use case, one file, to the namespace {features}.")
    );

    public static readonly Rule PlatformPackagesStayInPlatform = new(
        "Modules use bus and database drivers through the platform alone",
        product =>
            from assembly in product.Modules
            from type in Types
                .InAssembly(assembly)
                .That()
                .DoNotResideInNamespaceContaining(".Persistence.Migrations")
                .And()
                .HaveDependencyOnAny(PlatformPackages)
                .GetTypes()
            select new Violation(
                type.FullName!,
                $"uses one of {string.Join(", ", PlatformPackages)}",
                "Send and publish through the module's context, ask through IQueryBus, and keep SQL to what both databases share."
            )
    );

    public static readonly Rule[] All =
    [
        QueriesAskNobody,
        WritersAskNobody,
        ForeignContexts,
        EndpointsAreUseCases,
        UseCasesStandInFeatures,
        PlatformPackagesStayInPlatform,
    ];

    private static bool HandlesInTransaction(Type type) =>
        Implements(type, typeof(IMessageHandler<>))
        || type.GetInterfaces()
            .Any(face =>
                face.IsGenericType
                && face.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
                && Implements(face.GetGenericArguments()[0], typeof(IWriteRequest<>))
            );

    private static bool Implements(Type type, Type face) =>
        type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == face);
}
