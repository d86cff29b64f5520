using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Payments.Persistence.Migrations.Sqlite
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
                    strftime('%Y-%m-%d', t.recorded_at) AS recorded_day,
                    date(t.recorded_at, 'weekday 0', '-6 days') AS recorded_week,
                    strftime('%Y-%m', t.recorded_at) AS recorded_month,
                    CAST(strftime('%Y', t.recorded_at) AS INTEGER) * 12 + CAST(strftime('%m', t.recorded_at) AS INTEGER) AS recorded_month_number,
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
