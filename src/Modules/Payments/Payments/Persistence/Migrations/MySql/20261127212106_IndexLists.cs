using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Payments.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class IndexLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_transactions_kind_recorded_at_id",
                table: "transactions",
                columns: new[] { "kind", "recorded_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_entries_kind_user_id_recorded_at",
                table: "entries",
                columns: new[] { "kind", "user_id", "recorded_at" });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_kind_currency_id",
                table: "accounts",
                columns: new[] { "kind", "currency", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_transactions_kind_recorded_at_id",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_entries_kind_user_id_recorded_at",
                table: "entries");

            migrationBuilder.DropIndex(
                name: "ix_accounts_kind_currency_id",
                table: "accounts");
        }
    }
}
