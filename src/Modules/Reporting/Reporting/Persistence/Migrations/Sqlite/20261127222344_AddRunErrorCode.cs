using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Reporting.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddRunErrorCode : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "error_code",
                table: "report_runs",
                type: "TEXT",
                unicode: false,
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "error_values",
                table: "report_runs",
                type: "TEXT",
                maxLength: 1000,
                nullable: true,
                collation: "NOCASE");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "error_code",
                table: "report_runs");

            migrationBuilder.DropColumn(
                name: "error_values",
                table: "report_runs");
        }
    }
}
