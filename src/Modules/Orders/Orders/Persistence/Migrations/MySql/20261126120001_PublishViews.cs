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
            migrationBuilder.CreateReportView(
                "rpt_orders",
                """
                SELECT id,
                    user_id,
                    status,
                    rejection_reason,
                    total_minor,
                    total_currency AS currency,
                    placed_at
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

            migrationBuilder.CreateReportView(
                "rpt_order_steps",
                """
                SELECT order_id,
                    number,
                    what AS step,
                    at AS taken_at,
                    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', at) AS taken_us
                FROM order_timeline
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReportView("rpt_orders");
            migrationBuilder.DropReportView("rpt_order_lines");
            migrationBuilder.DropReportView("rpt_order_steps");
        }
    }
}
