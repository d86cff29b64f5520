using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Reporting.Persistence.Migrations.MySql
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
                type: "varchar(64)",
                unicode: false,
                maxLength: 64,
                nullable: true,
                collation: "ascii_bin")
                .Annotation("MySql:CharSet", "ascii");

            migrationBuilder.AddColumn<string>(
                name: "error_values",
                table: "report_runs",
                type: "varchar(1000)",
                maxLength: 1000,
                nullable: true,
                collation: "utf8mb4_unicode_ci")
                .Annotation("MySql:CharSet", "utf8mb4");
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
