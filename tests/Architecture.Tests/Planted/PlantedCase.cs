using MonolithFirst.Architecture.Tests.Rules;

namespace MonolithFirst.Architecture.Tests.Planted;

/// <summary>A product that breaks a rule, and what the rule must say about it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Title">How it is broken.</param>
/// <param name="Plant">The product.</param>
/// <param name="What">A part of the name of the type or assembly that the message must give.</param>
/// <param name="Says">A part of the message.</param>
internal sealed record PlantedCase(Rule Rule, string Title, Func<Product> Plant, string What, string Says)
{
    public static IReadOnlyList<PlantedCase> All { get; } =
    [.. ReferenceCases.All, .. ContractCases.All, .. RegisterCases.All, .. ModuleCodeCases.All, .. ReportCases.All];
}

public sealed class PlantedViolationTests
{
    public static TheoryData<string> Titles => [.. PlantedCase.All.Select(planted => planted.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_planted_violation_is_found_and_says_what_to_do(string title)
    {
        var planted = PlantedCase.All.Single(candidate => candidate.Title == title);
        var violations = planted.Rule.Violations(planted.Plant());
        var found = Assert.Single(violations, violation => violation.Contains(planted.Says, StringComparison.Ordinal));
        Assert.Contains(planted.What, found, StringComparison.Ordinal);
        Assert.StartsWith(planted.Rule.Name + ": ", found, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_has_a_planted_violation() =>
        Assert.Empty(Rule.All.Except(PlantedCase.All.Select(planted => planted.Rule)).Select(rule => rule.Name));

    [Fact]
    public void A_sound_product_breaks_no_rule()
    {
        var product = new Plant()
            .Embedded(
                "Sound.sql",
                """
                -- What FROM sales#.orders means is for the view to say.
                WITH months AS (SELECT v.month, COUNT(*) AS n FROM stock#.rpt_levels AS v WHERE v.kind IN ('From', 'it''s') GROUP BY v.month, v.kind)
                SELECT m.month, m.n, (SELECT MAX(x.n) FROM stock#.rpt_moves AS x WHERE x.month = m.month) AS most
                FROM months AS m
                LEFT JOIN (SELECT y.month FROM sales#.rpt_orders AS y UNION ALL SELECT '2026-01') AS z ON z.month = m.month AND COALESCE(m.n, 1) > 0
                WHERE (@product IS NULL OR m.product = @product)
                ORDER BY m.month, m.n
                """
            )
            .Module(
                "Stock#",
                """
                [ServiceName("stock#_get_level")] public sealed record GetLevel(string Sku) : IQuery<Level>;
                public sealed record Level(int Pieces, IReadOnlyList<Place>? Places = null);
                public enum Place { Shelf, Yard }
                [ServiceName("stock#_move")] public sealed record Move(string Sku, Place To) : ICommand;
                public readonly record struct Bin(int Number);
                """,
                """
                using MonolithFirst.Stock#.Contracts;
                namespace MonolithFirst.Stock#.Features;
                internal sealed class GetLevelHandler : MonolithFirst.Platform.Messaging.IQueryHandler<GetLevel, Level>
                {
                    public async Task<Level> AnswerAsync(GetLevel query, CancellationToken token) { await Task.Yield(); return new Level(1); }
                }
                """
            )
            .Module(
                "Sales#",
                "",
                """
                using Microsoft.AspNetCore.Builder;
                using Microsoft.AspNetCore.Routing;
                using MonolithFirst.Platform.Messaging;
                using MonolithFirst.Stock#.Contracts;
                namespace MonolithFirst.Sales#.Features
                {
                    internal sealed class ShowLevel : MonolithFirst.Platform.Web.IEndpoint
                    {
                        public static void Map(RouteGroupBuilder routes) =>
                            routes.MapGet("/{sku}", async (string sku, IQueryBus bus) => await bus.AskAsync(new GetLevel(sku), default));
                    }
                    internal sealed record Sell(string Sku) : MonolithFirst.Platform.Web.IWriteRequest<Level>;
                    internal sealed class InStock(IQueryBus bus) : MonolithFirst.Platform.Web.QueryPreparation<Sell, Level>(bus)
                    {
                        protected override IQuery<Level> QuestionFor(Sell request) => new GetLevel(request.Sku);
                    }
                    internal sealed class SellHandler(InStock stock) : MediatR.IRequestHandler<Sell, Level>
                    {
                        public Task<Level> Handle(Sell request, CancellationToken token) => stock.Answer;
                    }
                }
                namespace MonolithFirst.Sales#.Persistence.Migrations.MySql { public sealed class Initial; }
                """
            )
            .Product();
        Assert.Empty(Rule.All.SelectMany(rule => rule.Violations(product)));
    }
}
