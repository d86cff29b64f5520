using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Payments.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class ListAccountsByCurrency : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_accounts_kind_currency_id",
                table: "accounts",
                columns: new[] { "kind", "currency", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_accounts_kind_currency_id",
                table: "accounts");
        }
    }
}
