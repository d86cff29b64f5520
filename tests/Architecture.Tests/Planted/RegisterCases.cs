using MonolithFirst.Architecture.Tests.Rules;

namespace MonolithFirst.Architecture.Tests.Planted;

internal static class RegisterCases
{
    public static readonly PlantedCase[] All =
    [
        Register("An entry has no owner", """[{ "name": "sales#", "owner": " ", "purpose": "To sell." }]""", "has no owner"),
        Register("An entry has no purpose", """[{ "name": "sales#", "owner": "a team" }]""", "has no purpose"),
        new(
            RegisterRules.EveryModuleIsRegistered,
            "A module is not registered",
            () => new Plant().Module("Sales#").Product("[]"),
            "MonolithFirst.Sales",
            "is not registered as 'sales"
        ),
        new(
            RegisterRules.EveryModuleIsRegistered,
            "A module class gives another name than its project",
            () =>
                new Plant()
                    .Module(
                        "Sales#",
                        moduleClass: """
                        namespace MonolithFirst.Sales#;
                        public sealed class Sales#Module : MonolithFirst.Platform.Modules.Module
                        {
                            public override string Name => "shop";
                            public override void Configure(MonolithFirst.Platform.Modules.ModuleBuilder module) { }
                        }
                        """
                    )
                    .Product(),
            "MonolithFirst.Sales",
            "calls itself 'shop'"
        ),
        new(
            RegisterRules.EveryEntryIsBuilt,
            "A registered module is not built",
            () => new Plant().Product("""[{ "name": "sales", "owner": "a team", "purpose": "To sell." }]"""),
            "Module 'sales'",
            "is registered, but MonolithFirst.Sales is not among the assemblies"
        ),
        new(
            RegisterRules.EveryEntryIsBuilt,
            "A registered module has no Contracts",
            () => new Plant().Implementation("Sales#").Product("""[{ "name": "sales#", "owner": "a team", "purpose": "To sell." }]"""),
            "Module 'sales",
            ".Contracts is not among the assemblies"
        ),
        new(
            VisibilityRules.OneModuleClass,
            "A module has no module class",
            () => new Plant().Module("Sales#", moduleClass: "").Product(),
            "MonolithFirst.Sales",
            "makes 0 module classes"
        ),
        new(
            VisibilityRules.OneModuleClass,
            "A module class is named otherwise",
            () =>
                new Plant()
                    .Module(
                        "Sales#",
                        moduleClass: """
                        namespace MonolithFirst.Sales#;
                        public sealed class Shop : MonolithFirst.Platform.Modules.Module
                        {
                            public override string Name => "sales#";
                            public override void Configure(MonolithFirst.Platform.Modules.ModuleBuilder module) { }
                        }
                        """
                    )
                    .Product(),
            ".Shop",
            "is not public, sealed and named Sales"
        ),
        new(
            VisibilityRules.OnlyTheModuleClassIsPublic,
            "A domain type is public",
            () => new Plant().Module("Sales#", "", "namespace MonolithFirst.Sales#.Domain; public sealed class Basket;").Product(),
            "Domain.Basket",
            "Make it internal"
        ),
    ];

    private static PlantedCase Register(string title, string register, string says) =>
        new(RegisterRules.EntriesAreComplete, title, () => new Plant().Product(register), "Module 'sales", says);
}
