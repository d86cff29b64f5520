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
            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "entries",
                type: "varchar(32)",
                unicode: false,
                maxLength: 32,
                nullable: false,
                defaultValue: "",
                collation: "ascii_bin")
                .Annotation("MySql:CharSet", "ascii");

            migrationBuilder.AddColumn<string>(
                name: "reference",
                table: "entries",
                type: "char(36)",
                unicode: false,
                fixedLength: true,
                maxLength: 36,
                nullable: true,
                collation: "ascii_bin")
                .Annotation("MySql:CharSet", "ascii");

            migrationBuilder.AddColumn<string>(
                name: "user_id",
                table: "entries",
                type: "char(36)",
                unicode: false,
                fixedLength: true,
                maxLength: 36,
                nullable: true,
                collation: "ascii_bin")
                .Annotation("MySql:CharSet", "ascii");

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
                    DATE_FORMAT(recorded_at, '%Y-%m-%d') AS recorded_day,
                    DATE_FORMAT(recorded_at - INTERVAL WEEKDAY(recorded_at) DAY, '%Y-%m-%d') AS recorded_week,
                    DATE_FORMAT(recorded_at, '%Y-%m') AS recorded_month,
                    YEAR(recorded_at) * 12 + MONTH(recorded_at) AS recorded_month_number,
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
