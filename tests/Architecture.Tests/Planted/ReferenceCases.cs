using MonolithFirst.Architecture.Tests.Rules;

namespace MonolithFirst.Architecture.Tests.Planted;

internal static class ReferenceCases
{
    private const string SalesUsesStock =
        "namespace MonolithFirst.Sales#.Features; internal sealed class Peek { public MonolithFirst.Stock#.Shelf? Shelf; }";

    private const string SalesContract = """[ServiceName("sales#_sold")] public sealed record Sold(int Pieces) : IEvent;""";
    private const string StockContract = """[ServiceName("stock#_moved")] public sealed record Moved(int Pieces) : IEvent;""";

    public static readonly PlantedCase[] All =
    [
        new(
            ReferenceRules.AbstractionsStandAlone,
            "Abstractions uses a package",
            () =>
                new Plant()
                    .Assembly(
                        "MonolithFirst.Abstractions",
                        "class Logs { public Serilog.ILogger? Log; }",
                        "namespace MonolithFirst.Abstractions;"
                    )
                    .Product(),
            "MonolithFirst.Abstractions",
            "references Serilog. Every contract would depend on it too."
        ),
        new(
            ReferenceRules.PlatformKnowsNoModule,
            "Platform uses the contract of a module",
            () =>
                new Plant()
                    .Module("Stock#", StockContract)
                    .Assembly("MonolithFirst.Platform", "class Special { public MonolithFirst.Stock#.Contracts.Moved? Case; }")
                    .Product(),
            "MonolithFirst.Platform",
            "The platform serves every module and names none."
        ),
        new(
            ReferenceRules.ContractsDependOnAbstractionsAlone,
            "Contracts use the contracts of another module",
            () =>
                new Plant()
                    .Module("Stock#", StockContract)
                    .Module("Sales#", "public sealed record Sold(MonolithFirst.Stock#.Contracts.Moved Moved);")
                    .Product(),
            "Sales",
            "Say it in the contract with plain records of its own."
        ),
        new(
            ReferenceRules.ContractsDependOnAbstractionsAlone,
            "Contracts use the web framework",
            () => new Plant().Module("Sales#", "public sealed record Sold(Microsoft.AspNetCore.Http.HttpContext Context);").Product(),
            "Sales",
            "references Microsoft.AspNetCore.Http.Abstractions"
        ),
        new(
            ReferenceRules.ModulesSeeContractsAlone,
            "A module uses a public type of another module",
            () =>
                new Plant()
                    .Module("Stock#", "", "namespace MonolithFirst.Stock#; public sealed class Shelf;")
                    .Module("Sales#", "", SalesUsesStock)
                    .Product(),
            ".Features.Peek",
            "read with a query (IQueryBus), ask with a command (context.Send), or handle an event"
        ),
        new(
            ReferenceRules.InternalsAreForTheirTests,
            "A module shows its internals to another module",
            () =>
                new Plant()
                    .Module(
                        "Stock#",
                        "",
                        """
                        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("MonolithFirst.Sales#")]
                        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("MonolithFirst.Stock#.Tests")]
                        """
                    )
                    .Product(),
            "MonolithFirst.Stock",
            "Remove the InternalsVisibleTo"
        ),
        new(
            ReferenceRules.NoCycle,
            "Two modules need each other",
            () =>
                new Plant()
                    .Contracts("Stock#", StockContract)
                    .Contracts("Sales#", SalesContract)
                    .Implementation("Stock#", "class A { public MonolithFirst.Sales#.Contracts.Sold? Sold; }")
                    .Implementation("Sales#", "class B { public MonolithFirst.Stock#.Contracts.Moved? Moved; }")
                    .Product(),
            "sales",
            "Let one of them own the flow"
        ),
    ];
}
