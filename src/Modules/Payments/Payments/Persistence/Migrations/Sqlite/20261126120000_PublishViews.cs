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
            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "entries",
                type: "TEXT",
                unicode: false,
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "reference",
                table: "entries",
                type: "TEXT",
                unicode: false,
                fixedLength: true,
                maxLength: 36,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "user_id",
                table: "entries",
                type: "TEXT",
                unicode: false,
                fixedLength: true,
                maxLength: 36,
                nullable: true);

            migrationBuilder.Sql(
                """
                UPDATE entries
                SET kind = (SELECT booked.kind FROM transactions AS booked WHERE booked.id = entries.transaction_id),
                    reference = (SELECT booked.reference FROM transactions AS booked WHERE booked.id = entries.transaction_id),
                    user_id = (SELECT held.user_id FROM accounts AS held WHERE held.id = entries.account_id)
                """
            );

            // They hold all that reports read. The model cannot say so, because money is no column of it.
            migrationBuilder.CreateIndex(
                name: "ix_entries_kind_recorded_at",
                table: "entries",
                columns: new[] { "kind", "recorded_at", "user_id", "reference", "amount_currency", "amount_minor" });

            migrationBuilder.CreateIndex(
                name: "ix_entries_reference",
                table: "entries",
                columns: new[] { "reference", "user_id", "amount_currency", "amount_minor" });

            migrationBuilder.CreateReportView(
                "rpt_ledger_entries",
                """
                SELECT transaction_id,
                    kind,
                    reference,
                    recorded_at,
                    strftime('%Y-%m-%d', recorded_at) AS recorded_day,
                    date(recorded_at, 'weekday 0', '-6 days') AS recorded_week,
                    strftime('%Y-%m', recorded_at) AS recorded_month,
                    CAST(strftime('%Y', recorded_at) AS INTEGER) * 12 + CAST(strftime('%m', recorded_at) AS INTEGER) AS recorded_month_number,
                    account_id,
                    user_id,
                    amount_minor,
                    amount_currency AS currency
                FROM entries
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReportView("rpt_ledger_entries");

            migrationBuilder.DropIndex(
                name: "ix_entries_kind_recorded_at",
                table: "entries");

            migrationBuilder.DropIndex(
                name: "ix_entries_reference",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "reference",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "user_id",
                table: "entries");
        }
    }
}
