using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Inventory.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PublishViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_stock_movements_reference",
                table: "stock_movements");

            migrationBuilder.CreateIndex(
                name: "ix_stock_movements_kind_occurred_at",
                table: "stock_movements",
                columns: new[] { "kind", "occurred_at", "sku", "reference", "on_hand", "reserved" });

            migrationBuilder.CreateIndex(
                name: "ix_stock_movements_reference_sku_on_hand_reserved",
                table: "stock_movements",
                columns: new[] { "reference", "sku", "on_hand", "reserved" });

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

            migrationBuilder.DropIndex(
                name: "ix_stock_movements_kind_occurred_at",
                table: "stock_movements");

            migrationBuilder.DropIndex(
                name: "ix_stock_movements_reference_sku_on_hand_reserved",
                table: "stock_movements");

            migrationBuilder.CreateIndex(
                name: "ix_stock_movements_reference",
                table: "stock_movements",
                column: "reference");
        }
    }
}
