using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Inventory.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class PublishViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateReportView(
                "rpt_stock",
                """
                SELECT sku,
                    on_hand,
                    reserved,
                    on_hand - reserved AS available,
                    updated_at
                FROM stock_items
                """
            );

            migrationBuilder.CreateReportView(
                "rpt_stock_movements",
                """
                SELECT sku,
                    number,
                    kind,
                    on_hand,
                    reserved,
                    reference,
                    occurred_at
                FROM stock_movements
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReportView("rpt_stock");
            migrationBuilder.DropReportView("rpt_stock_movements");
        }
    }
}
