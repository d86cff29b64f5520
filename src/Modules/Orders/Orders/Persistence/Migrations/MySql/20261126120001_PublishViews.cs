using System;
using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Orders.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class PublishViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_orders_placed_at",
                table: "orders");

            migrationBuilder.AddColumn<DateTime>(
                name: "confirmed_at",
                table: "orders",
                type: "datetime(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "paid_at",
                table: "orders",
                type: "datetime(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "reserved_at",
                table: "orders",
                type: "datetime(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "units",
                table: "orders",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.Sql(
                """
                UPDATE orders
                SET units = COALESCE((SELECT SUM(line.quantity) FROM order_lines AS line WHERE line.order_id = orders.id), 0),
                    reserved_at = (SELECT MIN(entry.at) FROM order_timeline AS entry WHERE entry.order_id = orders.id AND entry.what = 'StockReserved'),
                    paid_at = (SELECT MIN(entry.at) FROM order_timeline AS entry WHERE entry.order_id = orders.id AND entry.what = 'ChargeTaken'),
                    confirmed_at = (SELECT MIN(entry.at) FROM order_timeline AS entry WHERE entry.order_id = orders.id AND entry.what = 'Confirmed')
                """
            );

            migrationBuilder.CreateIndex(
                name: "ix_orders_steps",
                table: "orders",
                columns: new[] { "placed_at", "user_id", "status", "rejection_reason", "reserved_at", "paid_at", "confirmed_at" });

            migrationBuilder.CreateReportView(
                "rpt_orders",
                """
                SELECT id,
                    user_id,
                    status,
                    rejection_reason,
                    total_minor,
                    total_currency AS currency,
                    units,
                    placed_at,
                    reserved_at,
                    paid_at,
                    confirmed_at,
                    TIMESTAMPDIFF(MICROSECOND, placed_at, reserved_at) AS reserving_us,
                    TIMESTAMPDIFF(MICROSECOND, reserved_at, paid_at) AS paying_us,
                    TIMESTAMPDIFF(MICROSECOND, COALESCE(paid_at, reserved_at), confirmed_at) AS confirming_us
                FROM orders
                """
            );

            migrationBuilder.CreateReportView(
                "rpt_order_lines",
                """
                SELECT order_id,
                    number,
                    sku,
                    name,
                    quantity,
                    unit_price_minor,
                    unit_price_minor * quantity AS amount_minor,
                    unit_price_currency AS currency
                FROM order_lines
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReportView("rpt_orders");
            migrationBuilder.DropReportView("rpt_order_lines");

            migrationBuilder.DropIndex(
                name: "ix_orders_steps",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "confirmed_at",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "paid_at",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "reserved_at",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "units",
                table: "orders");

            migrationBuilder.CreateIndex(
                name: "ix_orders_placed_at",
                table: "orders",
                column: "placed_at");
        }
    }
}
