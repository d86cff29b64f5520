using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Views for reports in migrations.</summary>
public static class ReportViews
{
    /// <summary>
    /// Makes a view, or makes it anew. On MySQL it reads with the rights of the module's own account, so that whoever may read the view
    /// needs none on the tables, and is merged into the report's query, whose conditions then reach the tables' indexes.
    /// </summary>
    /// <param name="migration">The migration.</param>
    /// <param name="view">Its name, which begins with <c>rpt_</c>; declared by <c>ModuleBuilder.Publish</c> as well.</param>
    /// <param name="select">One plain SELECT over the module's own tables, without grouping.</param>
    public static OperationBuilder<SqlOperation> CreateReportView(this MigrationBuilder migration, string view, string select)
    {
        ArgumentNullException.ThrowIfNull(migration);
        if (migration.ActiveProvider?.EndsWith(".Sqlite", StringComparison.Ordinal) == true)
        {
            migration.DropReportView(view);
            return migration.Sql($"CREATE VIEW {view} AS {select}");
        }

        return migration.Sql($"CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW {view} AS {select}");
    }

    /// <summary>Takes a view away.</summary>
    public static OperationBuilder<SqlOperation> DropReportView(this MigrationBuilder migration, string view)
    {
        ArgumentNullException.ThrowIfNull(migration);
        return migration.Sql($"DROP VIEW IF EXISTS {view}");
    }
}
