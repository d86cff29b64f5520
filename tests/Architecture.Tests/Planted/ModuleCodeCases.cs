using MonolithFirst.Architecture.Tests.Rules;

namespace MonolithFirst.Architecture.Tests.Planted;

internal static class ModuleCodeCases
{
    private const string Query = """
        [ServiceName("sales#_get_level")] public sealed record GetLevel(string Sku) : IQuery<Level>;
        public sealed record Level(int Pieces);
        """;

    public static readonly PlantedCase[] All =
    [
        Code(
            ModuleCodeRules.QueriesAskNobody,
            "A query handler takes the query bus",
            """
            using MonolithFirst.Platform.Messaging;
            using MonolithFirst.Sales#.Contracts;
            namespace MonolithFirst.Sales#.Features;
            internal sealed class GetLevelHandler(IQueryBus bus) : IQueryHandler<GetLevel, Level>
            {
                public Task<Level> AnswerAsync(GetLevel query, CancellationToken token) => bus.AskAsync(query, token);
            }
            """,
            "Features.GetLevelHandler",
            "Chains of queries fail together."
        ),
        Code(
            ModuleCodeRules.QueriesAskNobody,
            "A query handler asks through another class",
            """
            using MonolithFirst.Platform.Messaging;
            using MonolithFirst.Sales#.Contracts;
            namespace MonolithFirst.Sales#.Features;
            internal sealed class Levels(IQueryBus bus)
            {
                public async Task<Level> Of(string sku) => await bus.AskAsync(new GetLevel(sku), default);
            }
            internal sealed class GetLevelHandler(IServiceProvider services) : IQueryHandler<GetLevel, Level>
            {
                public async Task<Level> AnswerAsync(GetLevel query, CancellationToken token) =>
                    await ((Levels)services.GetService(typeof(Levels))!).Of(query.Sku);
            }
            """,
            "Features.GetLevelHandler",
            "Features.Levels → MonolithFirst.Platform.Messaging.IQueryBus"
        ),
        Code(
            ModuleCodeRules.WritersAskNobody,
            "The handler of a write request asks another module",
            """
            using MediatR;
            using MonolithFirst.Platform.Messaging;
            using MonolithFirst.Platform.Web;
            using MonolithFirst.Sales#.Contracts;
            namespace MonolithFirst.Sales#.Features;
            internal sealed record Sell(string Sku) : IWriteRequest<Level>;
            internal sealed class SellHandler(IQueryBus bus) : IRequestHandler<Sell, Level>
            {
                public Task<Level> Handle(Sell request, CancellationToken token) => bus.AskAsync(new GetLevel(request.Sku), token);
            }
            """,
            "Features.SellHandler",
            "asks other modules while its transaction holds locks"
        ),
        Code(
            ModuleCodeRules.WritersAskNobody,
            "A message handler asks another module through another class",
            """
            using MonolithFirst.Platform.Messaging;
            using MonolithFirst.Sales#.Contracts;
            namespace MonolithFirst.Sales#.Features;
            internal sealed record Sold(string Sku) : ICommand;
            internal sealed class Levels(IQueryBus bus)
            {
                public Task<Level> Of(string sku) => bus.AskAsync(new GetLevel(sku), default);
            }
            internal sealed class SoldHandler(Levels levels) : IMessageHandler<Sold>
            {
                public async Task HandleAsync(Sold message, CancellationToken token) => await levels.Of(message.Sku);
            }
            """,
            "Features.SoldHandler",
            "Features.Levels → MonolithFirst.Platform.Messaging.IQueryBus"
        ),
        new(
            ModuleCodeRules.ForeignContexts,
            "A module uses the database context of another",
            () =>
                new Plant()
                    .Module(
                        "Stock#",
                        "",
                        """
                        using Microsoft.EntityFrameworkCore;
                        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("MonolithFirst.Sales#")]
                        namespace MonolithFirst.Stock#.Persistence;
                        internal sealed class StockDbContext(DbContextOptions options) : MonolithFirst.Platform.Persistence.ModuleDbContext(options)
                        {
                            protected override void ConfigureModel(ModelBuilder model) { }
                        }
                        """
                    )
                    .Module(
                        "Sales#",
                        "",
                        """
                        namespace MonolithFirst.Sales#.Features;
                        internal sealed class Peek
                        {
                            public static int Rows(object context) => ((MonolithFirst.Stock#.Persistence.StockDbContext)context).SaveChanges();
                        }
                        """
                    )
                    .Product(),
            "Features.Peek",
            "uses the database context of another module"
        ),
        Code(
            ModuleCodeRules.EndpointsAreUseCases,
            "Routes are mapped beside the use cases",
            """
            using Microsoft.AspNetCore.Builder;
            using Microsoft.AspNetCore.Routing;
            namespace MonolithFirst.Sales#.Web;
            internal static class Routes
            {
                public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/all", () => "everything");
            }
            """,
            "Web.Routes",
            "maps routes but is no IEndpoint"
        ),
        Code(
            ModuleCodeRules.UseCasesStandInFeatures,
            "An endpoint stands outside of Features",
            """
            using Microsoft.AspNetCore.Routing;
            namespace MonolithFirst.Sales#.Web;
            internal sealed class ShowAll : MonolithFirst.Platform.Web.IEndpoint
            {
                public static void Map(RouteGroupBuilder routes) { }
            }
            """,
            "Web.ShowAll",
            "stands outside of Features"
        ),
        Code(
            ModuleCodeRules.PlatformPackagesStayInPlatform,
            "A module uses Wolverine itself",
            """
            namespace MonolithFirst.Sales#.Features;
            internal sealed class Sender(Wolverine.IMessageBus bus)
            {
                public async Task Send() => await bus.PublishAsync("sold");
            }
            """,
            "Features.Sender",
            "Send and publish through the module's context"
        ),
        Code(
            ModuleCodeRules.PlatformPackagesStayInPlatform,
            "A module opens a connection of its own",
            """
            namespace MonolithFirst.Sales#.Features;
            internal sealed class Shortcut
            {
                public static void Open() => new MySqlConnector.MySqlConnection("Server=x").Open();
            }
            """,
            "Features.Shortcut",
            "uses one of Wolverine"
        ),
    ];

    private static PlantedCase Code(Rule rule, string title, string source, string what, string says) =>
        new(rule, title, () => new Plant().Module("Sales#", Query, source).Product(), what, says);
}
