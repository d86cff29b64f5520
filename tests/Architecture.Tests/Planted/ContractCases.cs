using MonolithFirst.Architecture.Tests.Rules;

namespace MonolithFirst.Architecture.Tests.Planted;

internal static class ContractCases
{
    public static readonly PlantedCase[] All =
    [
        Contract(ContractRules.ContractsArePublicRecords, "A contract is a class", "public sealed class Sold;", "is no record"),
        Contract(ContractRules.ContractsArePublicRecords, "A contract is internal", "internal sealed record Sold;", "is not public"),
        Contract(ContractRules.ContractsArePublicRecords, "A contract is open to inheritance", "public record Sold;", "is not sealed"),
        Contract(ContractRules.ContractsArePublicRecords, "A contract is an interface", "public interface Sold;", "is no record"),
        Contract(
            ContractRules.ContractsDoNotRun,
            "A contract has a method",
            "public sealed record Sold(int Pieces) { public bool IsLarge() => Pieces > 9; }",
            "has code of its own in IsLarge"
        ),
        Contract(
            ContractRules.ContractsDoNotRun,
            "A contract computes a property",
            "public sealed record Sold(int Pieces) { public int Twice => Pieces * 2; }",
            "has code of its own in get_Twice"
        ),
        Contract(
            ServiceNameRules.EveryContractIsNamed,
            "An event has no service name",
            "public sealed record SoldOut(int Pieces) : IEvent;",
            "has no service name. Add [ServiceName(\"sales",
            "Contracts.SoldOut"
        ),
        Contract(
            ServiceNameRules.EveryContractIsNamed,
            "A plain record has a service name",
            """[ServiceName("sales#_sold")] public sealed record Sold(int Pieces);""",
            "but is no contract"
        ),
        Contract(
            ServiceNameRules.WellFormed,
            "A service name is in camel case",
            """[ServiceName("sales#_itemSold")] public sealed record Sold : IEvent;""",
            "has the malformed service name"
        ),
        Contract(
            ServiceNameRules.WellFormed,
            "A service name is the module alone",
            """[ServiceName("sales#")] public sealed record Sold : IEvent;""",
            "has the malformed service name"
        ),
        Contract(
            ServiceNameRules.OfAnApprovedModule,
            "A service name begins with an unknown module",
            """[ServiceName("warehouse_sold")] public sealed record Sold : IEvent;""",
            "but 'warehouse' is no approved module"
        ),
        new(
            ServiceNameRules.InItsPlace,
            "A contract stands in the contracts of another module",
            () =>
                new Plant()
                    .Module("Stock#")
                    .Module("Sales#", """[ServiceName("stock#_moved")] public sealed record Moved : IEvent;""")
                    .Product(),
            "Contracts.Moved",
            "is misplaced"
        ),
        new(
            ServiceNameRules.InItsPlace,
            "A contract stands inside its module",
            () =>
                new Plant()
                    .Module(
                        "Sales#",
                        "",
                        """namespace MonolithFirst.Sales#.Domain; [ServiceName("sales#_sold")] internal sealed record Sold : IEvent;"""
                    )
                    .Product(),
            "Domain.Sold",
            "move the record to that module's Contracts project"
        ),
        Contract(
            ServiceNameRules.Unique,
            "Two contracts share a service name",
            """
            [ServiceName("sales#_sold")] public sealed record Sold : IEvent;
            [ServiceName("sales#_sold")] public sealed record Bought : IEvent;
            """,
            "share the service name",
            "Contracts.Bought and "
        ),
    ];

    private static PlantedCase Contract(Rule rule, string title, string source, string says, string what = "Contracts.Sold") =>
        new(rule, title, () => new Plant().Module("Sales#", source).Product(), what, says);
}
