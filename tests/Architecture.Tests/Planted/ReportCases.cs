using MonolithFirst.Architecture.Tests.Rules;

namespace MonolithFirst.Architecture.Tests.Planted;

internal static class ReportCases
{
    public static readonly PlantedCase[] All =
    [
        Sql("A report reads a table", "SELECT sold.id FROM sales#.orders AS sold", "reads sales"),
        Sql("A report joins a table", "SELECT v.id FROM sales#.rpt_orders AS v LEFT JOIN sales#.orders AS t ON t.id = v.id", "reads sales"),
        Sql("A report names a table after a comma", "SELECT 1 FROM sales#.rpt_orders AS v, sales# . orders", "reads sales"),
        Sql(
            "A report names a table after a join and a comma",
            "SELECT 1 FROM sales#.rpt_a JOIN sales#.rpt_b ON (1, 2) = (1, 2), users",
            "reads users"
        ),
        Sql(
            "A report reads a table in a subquery",
            "SELECT (SELECT MAX(id) FROM sales#.orders) AS most FROM sales#.rpt_orders",
            "reads sales"
        ),
        Sql("A report reads a table within parentheses", "SELECT 1 FROM (sales#.rpt_orders CROSS JOIN (sales#.orders))", "reads sales"),
        Sql("A report names a table in a WITH", "WITH most AS (SELECT id FROM outbox) SELECT id FROM most", "reads outbox"),
        Sql("A report compares with a table", "SELECT 1 FROM sales#.rpt_orders AS v WHERE v.id IN sales#.orders", "reads sales"),
        Sql("A report reads a view of a schema that is no module's", "SELECT 1 FROM mysql.rpt_user", "reads mysql.rpt_user"),
        Sql("A report reads a view without saying whose", "SELECT 1 FROM rpt_orders", "reads rpt_orders"),
        Sql("A report quotes a table", "SELECT 1 FROM `sales#`.`orders`", "has a `"),
        Sql("A report hides a table in a comment that MySQL reads", "SELECT 1 FROM sales#.rpt_orders /*! , sales#.orders */", "has a /*!"),
        Sql(
            "A report hides a table behind a quote that is none",
            "SELECT '\\' , (SELECT 1 FROM sales#.orders) , ' ' FROM sales#.rpt_orders",
            "has a backslash"
        ),
        Sql("A report hides a table behind a comment that is none", "SELECT '-- ' AS x FROM sales#.orders", "reads sales"),
        Sql("A report writes", "DELETE FROM sales#.rpt_orders", "is no SELECT"),
        Sql("A report writes a file", "SELECT 1 FROM sales#.rpt_orders INTO OUTFILE 'x'", "says INTO"),
        Sql("A report is two statements", "SELECT 1 FROM sales#.rpt_orders; SELECT 2", "has a ;"),
        Sql("A report reads a table by TABLE", "SELECT 1 FROM sales#.rpt_orders WHERE EXISTS (TABLE sales#.orders)", "says TABLE"),
        new(
            ReportRules.ReportingAloneReadsAcross,
            "A module reads the views of others",
            () =>
                new Plant()
                    .Module(
                        "Sales#",
                        "",
                        """
                        namespace MonolithFirst.Sales#.Features;
                        internal sealed class Shortcut(MonolithFirst.Platform.Persistence.ReportingDatabase database)
                        {
                            public async Task Look() => await database.OpenAsync(default);
                        }
                        """
                    )
                    .Product(),
            "Features.Shortcut",
            "reads the views of other modules"
        ),
    ];

    private static PlantedCase Sql(string title, string sql, string says) =>
        new(ReportRules.ReportsReadViews, title, () => new Plant().Embedded("Odd.sql", sql).Module("Sales#").Product(), "Odd.sql", says);
}
