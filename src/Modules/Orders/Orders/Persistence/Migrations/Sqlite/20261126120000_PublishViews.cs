using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Orders.Persistence.Migrations.Sqlite
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
                    (CAST(strftime('%s', substr(at, 1, 19)) AS INTEGER) * 1000000 + CAST(substr(substr(at, 21) || '000000', 1, 6) AS INTEGER)) AS taken_us
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
