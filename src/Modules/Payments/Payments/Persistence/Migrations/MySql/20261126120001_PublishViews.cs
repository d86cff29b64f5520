using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Payments.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class PublishViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateReportView(
                "rpt_ledger_entries",
                """
                SELECT t.id AS transaction_id,
                    t.kind,
                    t.reference,
                    t.recorded_at,
                    DATE_FORMAT(t.recorded_at, '%Y-%m-%d') AS recorded_day,
                    DATE_FORMAT(t.recorded_at - INTERVAL WEEKDAY(t.recorded_at) DAY, '%Y-%m-%d') AS recorded_week,
                    DATE_FORMAT(t.recorded_at, '%Y-%m') AS recorded_month,
                    YEAR(t.recorded_at) * 12 + MONTH(t.recorded_at) AS recorded_month_number,
                    e.account_id,
                    a.kind AS account_kind,
                    a.user_id,
                    e.amount_minor,
                    e.amount_currency AS currency
                FROM transactions AS t
                JOIN entries AS e ON e.transaction_id = t.id
                JOIN accounts AS a ON a.id = e.account_id
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReportView("rpt_ledger_entries");
        }
    }
}
