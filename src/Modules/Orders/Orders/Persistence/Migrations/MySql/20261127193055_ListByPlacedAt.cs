using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Orders.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class ListByPlacedAt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_orders_steps",
                table: "orders");

            migrationBuilder.CreateIndex(
                name: "ix_orders_steps",
                table: "orders",
                columns: new[] { "placed_at", "id", "user_id", "status", "rejection_reason", "reserved_at", "paid_at", "confirmed_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_orders_steps",
                table: "orders");

            migrationBuilder.CreateIndex(
                name: "ix_orders_steps",
                table: "orders",
                columns: new[] { "placed_at", "user_id", "status", "rejection_reason", "reserved_at", "paid_at", "confirmed_at" });
        }
    }
}
