using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Payments.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class IndexEntriesByUser : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_entries_kind_user_id_recorded_at",
                table: "entries",
                columns: new[] { "kind", "user_id", "recorded_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_entries_kind_user_id_recorded_at",
                table: "entries");
        }
    }
}
